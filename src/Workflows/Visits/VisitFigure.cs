namespace ProcessSales.Workflows.Visits;

/// <summary>A figure of visits (domain.md 2.2, KPIs). Each is a part of a whole, and both can be listed.</summary>
public enum VisitFigure
{
    /// <summary>拜访达成率: effective visits of planned ones. Called-off visits are no longer planned; those of today count once somebody was there.</summary>
    HitRate,

    /// <summary>计划内拜访率: planned visits among all that were made.</summary>
    PlanRate,

    /// <summary>首店准时率: person-days whose first check-in was at 09:30 or before, of all person-days with a planned visit or a check-in.</summary>
    OnTimeStart,

    /// <summary>店内时长: median minutes from check-in to check-out.</summary>
    MinutesInStore,

    /// <summary>必备分销率: must-have articles that were on the shelf with stock, of all that the stores' lists demanded, visit by visit.</summary>
    Distribution,

    /// <summary>缺货率: articles out of stock of all that the store carries, visit by visit.</summary>
    OutOfStock,

    /// <summary>陈列合格率: checks of the display element that passed, of those that applied.</summary>
    Display,

    /// <summary>促销执行率: checks of the promotion element that passed, of those that applied.</summary>
    Promotion,

    /// <summary>价格准确率: prices within the tolerance of the agreed one, of all that were looked at.</summary>
    PriceAccuracy,

    /// <summary>排面占比: own facings of all facings of the shelf, where both were counted.</summary>
    ShelfShare,

    /// <summary>临期: pieces in orange and red batches as each store was seen last, and their value at the supply price.</summary>
    NearExpiry,

    /// <summary>问题按期关闭率: issues due in the period that were settled by their day, of those settled or over.</summary>
    IssuesOnTime,

    /// <summary>成单率: effective visits with an order, of effective visits.</summary>
    OrderStrike,

    /// <summary>日报准时率: person-days whose daily report came by 18:30, of person-days with a check-in.</summary>
    ReportsOnTime,

    /// <summary>晚会出勤率: person-days on which the person was marked at the evening meeting, of person-days with a check-in that are over or marked.</summary>
    Meetings,
}

/// <summary>What figures are told apart by.</summary>
public enum FigureBy
{
    /// <summary>拜访人</summary>
    Person,

    /// <summary>区域</summary>
    Area,

    /// <summary>客户系统</summary>
    Chain,

    /// <summary>周, by its Monday.</summary>
    Week,
}

/// <summary>Which visits figures are made of.</summary>
/// <param name="Until">Included.</param>
/// <param name="Chain">Null for all; figures of person-days and reports know no chain.</param>
public sealed record FigureFilter(DateOnly From, DateOnly Until, Guid? Person = null, Guid? Area = null, Guid? Chain = null);

/// <summary>A figure.</summary>
/// <param name="Part">What counts; pieces for <see cref="VisitFigure.NearExpiry"/>.</param>
/// <param name="Whole">Of what; how many visits or batches for figures that are no part of anything.</param>
/// <param name="Value">The ratio, 0 to 1; the median for <see cref="VisitFigure.MinutesInStore"/>; null without anything to measure.</param>
/// <param name="Amount">CNY; only for <see cref="VisitFigure.NearExpiry"/>.</param>
public sealed record FigureValue(VisitFigure Figure, long Part, long Whole, decimal? Value, decimal? Amount = null)
{
    /// <summary>Whether it is a part of a whole, and no median or quantity.</summary>
    public bool IsRatio => Figure is not (VisitFigure.MinutesInStore or VisitFigure.NearExpiry);

    /// <summary>See <see cref="VisitScore"/>.</summary>
    public int? Points => VisitScore.Of(Figure, Value);
}

/// <summary>A figure of a person, an area, a chain or a week.</summary>
/// <param name="Key">The id, or the Monday.</param>
public sealed record FigureGroup(string Key, string Name, FigureValue Value);

/// <summary>One of the things that a figure counts.</summary>
/// <param name="Code">The article, else null.</param>
/// <param name="Counts">Whether it is in the part, or only in the whole.</param>
public sealed record FigureRow(DateOnly Day, string Person, string? Store, string? Code, string? Article, string? Issue, Guid? VisitId, Guid? IssueId, int Part, int Whole, bool Counts);

/// <summary>What a figure counts, as its query gives it.</summary>
internal sealed class FigurePoint
{
    public Guid? VisitId { get; init; }

    public Guid? IssueId { get; init; }

    public Guid PersonId { get; init; }

    public Guid? StoreId { get; init; }

    public Guid? AreaId { get; init; }

    public Guid? ChainId { get; init; }

    public DateOnly Day { get; init; }

    public string? Code { get; init; }

    public int Part { get; init; }

    public int Whole { get; init; }
}
