using System.Text.Json;
using System.Text.Json.Serialization;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Approvals;

/// <summary>What the matrix looks at.</summary>
/// <param name="Amount">CNY.</param>
/// <param name="ExpenseRatio">Cost divided by sales; null where it does not apply.</param>
/// <param name="OverBudget">The budget does not cover it.</param>
/// <param name="BelowFloor">A price lies under its floor.</param>
/// <param name="Emergency">Asked for later than the rules allow: same chain, the director gets a copy.</param>
public sealed record ApprovalFacts(decimal Amount, decimal? ExpenseRatio, bool OverBudget, bool BelowFloor, bool Emergency)
{
    /// <summary>In how many stores; null where it does not apply.</summary>
    public int? Stores { get; init; }

    /// <summary>Months until the cost has come back; null where it does not apply.</summary>
    public decimal? Payback { get; init; }

    /// <summary>The payer's credit is held: FIN-M signs too (domain.md 3.3 rule 14).</summary>
    public bool OnHold { get; init; }
}

/// <summary>What was answered on a seat.</summary>
/// <param name="PersonId">Who answered.</param>
/// <param name="Name">Name at that time.</param>
/// <param name="OnBehalfOf">Name of whom the person stood in for; null for nobody.</param>
/// <param name="Outcome">Such as <c>Approve</c>.</param>
/// <param name="At">UTC.</param>
public sealed record SeatAnswer(Guid PersonId, string Name, string? OnBehalfOf, string Outcome, DateTimeOffset At);

/// <summary>Somebody who signs: a seat on the path, whoever holds its task for the moment.</summary>
/// <param name="PersonId">Who.</param>
/// <param name="Name">Name at the time the path was computed.</param>
/// <param name="RoleCode">The role that the chain asked for; empty for somebody who was added.</param>
/// <param name="Note">Why somebody else than the role's holder signs, as a text key such as <c>applicant</c> or <c>vacant</c>; null for the holder.</param>
public sealed record Approver(Guid PersonId, string Name, string RoleCode, string? Note)
{
    /// <summary>The note of whoever signs for an empty seat.</summary>
    public const string Vacant = "vacant";

    /// <summary>The note of a seat that passed because the same person had signed (domain.md 4.2 rule 8).</summary>
    public const string Passed = "passed";

    /// <summary>The note of somebody whom a signer added.</summary>
    public const string Added = "added";

    /// <summary>Unique on the path.</summary>
    public string Seat { get; init; } = "";

    /// <summary>Who added this signer; null for one of the path.</summary>
    public Guid? AddedById { get; init; }

    /// <summary>Groups that sign first, one after the other 前加签.</summary>
    public IReadOnlyList<SignerGroup> Before { get; init; } = [];

    /// <summary>Groups that sign at the same time 并加签.</summary>
    public IReadOnlyList<SignerGroup> Beside { get; init; } = [];

    /// <summary>Groups that sign later, one after the other 后加签.</summary>
    public IReadOnlyList<SignerGroup> After { get; init; } = [];

    /// <summary>Null while unanswered.</summary>
    public SeatAnswer? Answer { get; init; }

    /// <summary>This seat and all that were added to it, in the order in which they sign.</summary>
    [JsonIgnore]
    public IEnumerable<Approver> Seats => Inner(Before).Append(this).Concat(Inner(Beside)).Concat(Inner(After));

    private static IEnumerable<Approver> Inner(IReadOnlyList<SignerGroup> groups) => groups.SelectMany(group => group.Signers).SelectMany(signer => signer.Seats);
}

/// <summary>Signers that somebody added together.</summary>
/// <param name="Id">Unique on the path.</param>
/// <param name="Rule">How many of them sign.</param>
public sealed record SignerGroup(string Id, GroupRule Rule, IReadOnlyList<Approver> Signers);

/// <summary>One level of a path.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Rule">Whether one, all or any of the approvers sign.</param>
/// <param name="Approvers">Never empty, never the applicant.</param>
public sealed record ApprovalLevel(int Number, GroupRule Rule, IReadOnlyList<Approver> Approvers)
{
    /// <summary>How much of them is enough, where the rule is a share: 0.6 is 60 %.</summary>
    public decimal? Share { get; init; }

    /// <summary>All seats, those that were added included.</summary>
    [JsonIgnore]
    public IEnumerable<Approver> Seats => Approvers.SelectMany(approver => approver.Seats);
}

/// <summary>The path a case takes; kept with the case, so that later changes of the matrix do not touch it.</summary>
/// <param name="Levels">In order; never empty.</param>
/// <param name="RuleId">The row of the matrix; empty where the step names its signers itself.</param>
/// <param name="EffectiveFrom">Since when the row counts.</param>
public sealed record ApprovalPath(IReadOnlyList<ApprovalLevel> Levels, Guid RuleId, DateOnly EffectiveFrom)
{
    /// <summary>The row as it read then, and what it was held against; null for a path older than that.</summary>
    public AppliedRule? Rule { get; init; }

    /// <summary>Whether anybody has answered in this round.</summary>
    [JsonIgnore]
    public bool HasAnswers => Levels.SelectMany(level => level.Seats).Any(seat => seat.Answer is not null);

    /// <summary>Reads what a case keeps; null for none.</summary>
    public static ApprovalPath? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize<ApprovalPath>(json, JsonSerializerOptions.Web);

    /// <summary>The level of this number; null when there is none.</summary>
    public ApprovalLevel? Level(int? number) => Levels.FirstOrDefault(level => level.Number == number);
}

/// <summary>A row of the matrix as it was applied.</summary>
/// <param name="Order">Its place among the rows of its day.</param>
/// <param name="MaxAmount">CNY; null for any.</param>
/// <param name="MaxRatio">0.15 is 15 %; null for any.</param>
/// <param name="Chain">Who signs, as written in the matrix.</param>
/// <param name="Facts">What it was held against.</param>
public sealed record AppliedRule(int Order, decimal? MaxAmount, decimal? MaxRatio, string Chain, ApprovalFacts Facts)
{
    /// <summary>Most stores; null for any.</summary>
    public int? MaxStores { get; init; }

    /// <summary>Months; null for any.</summary>
    public decimal? MaxPayback { get; init; }
}
