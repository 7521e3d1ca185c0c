using System.Globalization;
using Elsa.Expressions.Models;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Memory;
using Elsa.Workflows.Models;
using Elsa.Workflows.Runtime.Activities;

namespace Elsa.Tests.Activities;

/// <summary>What the activities of a test did, in order.</summary>
internal sealed class Notes
{
    private readonly List<string> _lines = [];

    public string All => string.Join(" ", _lines);

    public IActivity Write(string text) => new Note(_ => _lines.Add(text));

    /// <summary>Writes the text with the values of variables behind it.</summary>
    public IActivity Write(string text, params string[] variables) => new Note(x =>
        _lines.Add(text + string.Join("", variables.Select(y => ":" + Convert.ToString(x.GetVariable<object>(y), CultureInfo.InvariantCulture)))));

    public static IActivity Wait(string id) => new Event("never") { Id = id };

    public static Sequence Steps(params IActivity[] activities) => new() { Activities = activities };

    public static Input<T> Js<T>(string script) => new(new Expression("JavaScript", script));

    public static Variable<T> Kept<T>(string name, T value)
    {
        var variable = new Variable<T>(name, value, name);
        variable.StorageDriverType = typeof(WorkflowInstanceStorageDriver);
        return variable;
    }

    private sealed class Note(Action<ActivityExecutionContext> write) : CodeActivity
    {
        protected override void Execute(ActivityExecutionContext context) => write(context);
    }
}
