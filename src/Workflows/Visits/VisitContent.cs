using System.Text.Json;
using System.Text.Json.Serialization;

namespace ProcessSales.Workflows.Visits;

/// <summary>The check-in by the phone (V-02). Degrees, metres.</summary>
public sealed record CheckInEntry(DateTimeOffset At, double? Latitude, double? Longitude, double? Accuracy, bool Mock, string? Reason);

/// <summary>The check-out by the phone (V-17).</summary>
public sealed record CheckOutEntry(DateTimeOffset At);

/// <summary>Whether the store's promoter was there.</summary>
public enum PromoterPresence
{
    /// <summary>在岗</summary>
    Present,

    /// <summary>缺勤: needs a reason, and the area manager is told.</summary>
    Absent,

    /// <summary>请假</summary>
    Leave,
}

/// <summary>PCC检查 (form F-V5).</summary>
/// <param name="Skill">1 to 5.</param>
public sealed record PromoterEntry(PromoterPresence Presence, string? Name, bool? Dress, bool? Stock, bool? Target, int? Skill, string? Note);

/// <summary>An answer to a check of the list (V-04).</summary>
public sealed record CheckEntry(string Check, CheckResult Result, Treatment? Treatment, RaisedKind? Raised, string? Note, DateOnly? DueOn, Guid? OwnerId, Guid? PhotoId);

/// <summary>An article (V-04, V-09, V-10). Pieces; CNY.</summary>
public sealed record LineEntry(
    string Code, ShelfStatus Status, int? Facings, decimal? Price, string? PriceReason, int? Shelf, int? Back, int? Suggested, int? Sold, int? Ordered);

/// <summary>A batch (V-06). Pieces.</summary>
public sealed record BatchEntry(
    string Code, DateOnly ProducedOn, int Quantity, bool BackRoom, int Pulled, int Held, int Returned, int Exchanged, int Discounted, int Destroyed, string? Place);

/// <summary>Material (V-07): placed, changed or removed.</summary>
/// <param name="Code">The item of the books that it was taken from; null for what is not kept in stock.</param>
public sealed record MaterialEntry(string Item, string Action, int Quantity, string? Code = null);

/// <summary>What was said or done about a matter that the preparation showed (V-12 to V-15 and open issues).</summary>
/// <param name="Answer">resolved, open, done or no; null while unanswered.</param>
/// <param name="Price">The price that a promotion was seen at, CNY.</param>
/// <param name="Quantity">Facings of a listing; gifts in stock of a promotion.</param>
public sealed record MatterEntry(StoreMatterKind Kind, Guid Id, string? Title, string? Answer, string? Note, decimal? Price, int? Quantity, DateOnly? PromisedOn, decimal? PromisedAmount);

/// <summary>A complaint that was collected (V-14).</summary>
public sealed record ComplaintEntry(string? Code, DateOnly? ProducedOn, int? Quantity, string Note);

/// <summary>News of a competitor (V-16).</summary>
/// <param name="Id">The phone's own, by which its picture finds it; null without one.</param>
public sealed record CompetitorEntry(string Brand, string? Item, string Action, decimal? Price, string? Note, Guid? Id = null)
{
    /// <summary>The kind of a picture that shows one; its <see cref="Id"/> follows.</summary>
    public const string PhotoKind = "competitor:";
}

/// <summary>A picture that belongs to the visit; its file comes by itself.</summary>
public sealed record PhotoEntry(Guid Id, string Kind);

/// <summary>All that was entered in a visit (form F-V2).</summary>
public sealed record VisitContent
{
    /// <summary>Longest text of all fields together, characters.</summary>
    public const int Longest = 200_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>本次目标, 1 to 3.</summary>
    public IReadOnlyList<string> Goals { get; init; } = [];

    /// <summary>道具: what was ticked.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>仪容: whether dress and appearance were looked at before leaving; nobody has to say so.</summary>
    public bool Dress { get; init; }

    /// <summary>The check-in; null before.</summary>
    public CheckInEntry? CheckIn { get; init; }

    /// <summary>The check-out; null before.</summary>
    public CheckOutEntry? CheckOut { get; init; }

    /// <summary>接触人员; one entry 无 for nobody.</summary>
    public IReadOnlyList<string> Persons { get; init; } = [];

    /// <summary>Null at a store without a promoter.</summary>
    public PromoterEntry? Promoter { get; init; }

    /// <summary>Whether the store has a promoter.</summary>
    public bool HasPromoter { get; init; }

    /// <summary>How many checks the list has; all of them want an answer.</summary>
    public int CheckCount { get; init; }

    /// <summary>七要素.</summary>
    public IReadOnlyList<CheckEntry> Checks { get; init; } = [];

    /// <summary>单品.</summary>
    public IReadOnlyList<LineEntry> Lines { get; init; } = [];

    /// <summary>All facings of the category on the shelf, own and others'; null when not counted.</summary>
    public int? ShelfFacings { get; init; }

    /// <summary>批次.</summary>
    public IReadOnlyList<BatchEntry> Batches { get; init; } = [];

    /// <summary>助销物料.</summary>
    public IReadOnlyList<MaterialEntry> Materials { get; init; } = [];

    /// <summary>What the preparation showed, with what became of it.</summary>
    public IReadOnlyList<MatterEntry> Matters { get; init; } = [];

    /// <summary>新客诉.</summary>
    public IReadOnlyList<ComplaintEntry> Complaints { get; init; } = [];

    /// <summary>竞品.</summary>
    public IReadOnlyList<CompetitorEntry> Competitors { get; init; } = [];

    /// <summary>照片.</summary>
    public IReadOnlyList<PhotoEntry> Photos { get; init; } = [];

    /// <summary>What was talked about with the store (V-11).</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>Steps that were ticked as done or as "nothing to report".</summary>
    public IReadOnlyList<string> Done { get; init; } = [];

    /// <summary>Why a step was left out, by step.</summary>
    public IReadOnlyDictionary<string, string> Skips { get; init; } = new Dictionary<string, string>();

    /// <summary>小结.</summary>
    public string? Summary { get; init; }

    /// <summary>下次约定.</summary>
    public DateOnly? NextOn { get; init; }

    /// <summary>Reads what was stored or sent.</summary>
    /// <exception cref="RefusedException">It is no such thing, or far too long.</exception>
    public static VisitContent Parse(string json)
    {
        if (json.Length > Longest) throw new RefusedException(RefusalKind.Invalid, "visit.tooLong");
        try
        {
            return JsonSerializer.Deserialize<VisitContent>(json, Json) ?? new();
        }
        catch (Exception broken) when (broken is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new RefusedException(RefusalKind.Invalid, "visit.unreadable");
        }
    }

    /// <summary>As it is stored and sent.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
