using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Approvals;

/// <summary>What the matrix looks at.</summary>
/// <param name="Amount">CNY.</param>
/// <param name="ExpenseRatio">Cost divided by sales; null where it does not apply.</param>
/// <param name="OverBudget">The budget does not cover it.</param>
/// <param name="BelowFloor">A price lies under its floor.</param>
/// <param name="Emergency">Asked for later than the rules allow: same chain, the director gets a copy.</param>
public sealed record ApprovalFacts(decimal Amount, decimal? ExpenseRatio, bool OverBudget, bool BelowFloor, bool Emergency);

/// <summary>Somebody who signs.</summary>
/// <param name="PersonId">Who.</param>
/// <param name="Name">Name at the time the path was computed.</param>
/// <param name="RoleCode">The role that the chain asked for.</param>
/// <param name="Note">Why somebody else than the role's holder signs, as a text key such as <c>applicant</c> or <c>vacant</c>; null for the holder.</param>
public sealed record Approver(Guid PersonId, string Name, string RoleCode, string? Note)
{
    /// <summary>The note of whoever signs for an empty seat.</summary>
    public const string Vacant = "vacant";
}

/// <summary>One level of a path.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Rule">Whether one, all or any of the approvers sign.</param>
/// <param name="Approvers">Never empty, never the applicant.</param>
public sealed record ApprovalLevel(int Number, GroupRule Rule, IReadOnlyList<Approver> Approvers);

/// <summary>The path a case takes; kept with the case, so that later changes of the matrix do not touch it.</summary>
/// <param name="Levels">In order; never empty.</param>
/// <param name="RuleId">The row of the matrix.</param>
/// <param name="EffectiveFrom">Since when the row counts.</param>
public sealed record ApprovalPath(IReadOnlyList<ApprovalLevel> Levels, Guid RuleId, DateOnly EffectiveFrom)
{
    /// <summary>The row as it read then, and what it was held against; null for a path older than that.</summary>
    public AppliedRule? Rule { get; init; }
}

/// <summary>A row of the matrix as it was applied.</summary>
/// <param name="Order">Its place among the rows of its day.</param>
/// <param name="MaxAmount">CNY; null for any.</param>
/// <param name="MaxRatio">0.15 is 15 %; null for any.</param>
/// <param name="Chain">Who signs, as written in the matrix.</param>
/// <param name="Facts">What it was held against.</param>
public sealed record AppliedRule(int Order, decimal? MaxAmount, decimal? MaxRatio, string Chain, ApprovalFacts Facts);
