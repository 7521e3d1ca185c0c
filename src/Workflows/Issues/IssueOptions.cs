using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Issues;

/// <summary>How long there is time for an issue, and what happens as it runs out (domain.md 2.0, 2.2).</summary>
public sealed record IssueOptions
{
    /// <summary>Working days by kind.</summary>
    public IReadOnlyDictionary<IssueKind, int> Days { get; init; } = new Dictionary<IssueKind, int> { [IssueKind.OutOfStock] = 1, [IssueKind.Price] = 1, [IssueKind.Posm] = 7 };

    /// <summary>Working days of every other kind.</summary>
    public int OtherDays { get; init; } = 3;

    /// <summary>Ascending, in per cent of the working time from when it was raised to the end of its last day.</summary>
    public IReadOnlyList<Rung> Rungs { get; init; } = [new(80, RungKind.Remind), new(100, RungKind.Tell), new(150, RungKind.Join), new(200, RungKind.Raise)];

    /// <summary>Working days that an issue of a kind has.</summary>
    public int DaysFor(IssueKind kind) => Days.TryGetValue(kind, out var days) ? days : OtherDays;
}
