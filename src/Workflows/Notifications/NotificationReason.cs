using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Notifications;

/// <summary>As what somebody is told something.</summary>
public enum ToldAs
{
    /// <summary>A step of the process names the person.</summary>
    Named,

    /// <summary>The case is the person's own.</summary>
    Applicant,

    /// <summary>A task waits for the person.</summary>
    Holder,

    /// <summary>Somebody below has not acted.</summary>
    Superior,

    /// <summary>The level above that, because nobody has acted still.</summary>
    NextLevel,

    /// <summary>Somebody wrote the person's name with an @.</summary>
    Mentioned,

    /// <summary>The person reads along.</summary>
    Reader,
}

/// <summary>为什么: why a message came to somebody, noted when it was made and not worked out again afterwards.</summary>
public sealed record NotificationReason
{
    private static readonly string[] Shown = ["number", "amountText", "ratioText", "balanceText", "due", "handler"];
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>As what the person is told.</summary>
    public ToldAs As { get; init; }

    /// <summary>The step that speaks, as drawn; null for something a person did.</summary>
    public string? Step { get; init; }

    /// <summary>Who caused it; null for the process or the clock.</summary>
    public string? By { get; init; }

    /// <summary>Version of the process that the case runs on.</summary>
    public int? DefinitionVersion { get; init; }

    /// <summary>Version of the template's text in the recipient's language; null when plain words were sent instead.</summary>
    public int? TemplateVersion { get; init; }

    /// <summary>What the clock did, when it is the clock that speaks.</summary>
    public RungKind? Rung { get; init; }

    /// <summary>Percent of the time allowed at which it speaks.</summary>
    public int? Percent { get; init; }

    /// <summary>Working hours allowed.</summary>
    public double? Hours { get; init; }

    /// <summary>Since when the clock counts, UTC, waits for others taken off.</summary>
    public DateTimeOffset? CountsFrom { get; init; }

    /// <summary>The data that the message speaks of, by the name that templates use.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init; } = new Dictionary<string, string>();

    /// <summary>Whose case it is; he is told as its applicant whatever else he is.</summary>
    [JsonIgnore]
    public Guid? Owner { get; init; }

    /// <summary>Reads what a message keeps; null for one older than that.</summary>
    public static NotificationReason? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize<NotificationReason>(json, Json);

    /// <summary>What a message to one person keeps.</summary>
    internal string For(Guid recipient, int? templateVersion, JsonObject data)
    {
        var known = new Dictionary<string, string>();
        foreach (var name in Shown)
        {
            if (data[name]?.ToString() is { Length: > 0 and <= 100 } value) known[name] = value;
        }

        return JsonSerializer.Serialize(this with { As = As == ToldAs.Named && recipient == Owner ? ToldAs.Applicant : As, TemplateVersion = templateVersion, Data = known }, Json);
    }
}
