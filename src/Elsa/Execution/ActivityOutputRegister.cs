namespace Elsa.Workflows.Models;

/// <summary>What an activity has put into one of its outputs.</summary>
public record ActivityOutputRecord(string? ContainerId, string ActivityId, string ActivityInstanceId, string OutputName, object? Value);

/// <summary>The outputs of activities in one burst, newest last. A value that later bursts need belongs into a variable.</summary>
public class ActivityOutputRegister
{
    /// <summary>The name of the main output.</summary>
    public const string DefaultOutputName = "Result";

    private readonly List<ActivityOutputRecord> _records = [];
    private readonly Dictionary<(string ActivityInstanceId, string Name), int> _index = [];

    /// <summary>Notes the main output.</summary>
    public void Record(ActivityExecutionContext activityExecutionContext, object? outputValue) => Record(activityExecutionContext, DefaultOutputName, outputValue);

    /// <summary>Notes an output; a second value of the same execution replaces the first.</summary>
    public void Record(ActivityExecutionContext activityExecutionContext, string? outputName, object? outputValue)
    {
        var name = outputName ?? DefaultOutputName;
        var record = new ActivityOutputRecord(
            activityExecutionContext.ParentActivityExecutionContext?.Id, activityExecutionContext.Activity.Id, activityExecutionContext.Id, name, outputValue);
        var key = (activityExecutionContext.Id, name);
        if (_index.TryGetValue(key, out var index))
        {
            _records[index] = record;
            return;
        }

        _index[key] = _records.Count;
        _records.Add(record);
    }

    /// <summary>Every value of that output, oldest first.</summary>
    public IEnumerable<ActivityOutputRecord> FindMany(string activityId, string? outputName = null) =>
        _records.Where(x => x.ActivityId == activityId && x.OutputName == (outputName ?? DefaultOutputName));

    /// <summary>The newest value of that output, or null.</summary>
    public object? FindOutputByActivityId(string activityId, string? outputName = null)
    {
        var name = outputName ?? DefaultOutputName;
        for (var i = _records.Count - 1; i >= 0; i--)
            if (_records[i].ActivityId == activityId && _records[i].OutputName == name)
                return _records[i].Value;
        return null;
    }

    /// <summary>The value of that output in that execution, or null.</summary>
    public object? FindOutputByActivityInstanceId(string activityInstanceId, string? outputName = null) =>
        _index.TryGetValue((activityInstanceId, outputName ?? DefaultOutputName), out var index) ? _records[index].Value : null;
}
