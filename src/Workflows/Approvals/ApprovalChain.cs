using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Workflows.Approvals;

/// <summary>One level of a written chain.</summary>
/// <param name="Rule">How many of the roles sign.</param>
/// <param name="Roles">Never empty.</param>
public sealed record ChainStep(GroupRule Rule, IReadOnlyList<Role> Roles);

/// <summary>The written form of a chain: <c>ARM &gt; RGM &gt; FIN-EX &gt; FIN-M &amp; DIR</c>.</summary>
public static class ApprovalChain
{
    /// <summary>Whether a chain asks everybody whom the other asks.</summary>
    public static bool Covers(string chain, string other)
    {
        var roles = Parse(chain).SelectMany(step => step.Roles).ToHashSet();
        return Parse(other).SelectMany(step => step.Roles).All(roles.Contains);
    }

    /// <summary>Whether a chain asks everybody whom the other asks, and on more levels.</summary>
    public static bool IsAbove(string chain, string other) => Covers(chain, other) && Parse(chain).Count > Parse(other).Count;

    /// <summary>Reads a chain.</summary>
    /// <exception cref="RefusedException">It is empty, names an unknown role, or mixes <c>&amp;</c> and <c>|</c> in one level.</exception>
    public static IReadOnlyList<ChainStep> Parse(string chain)
    {
        var steps = new List<ChainStep>();
        foreach (var level in chain.Split('>'))
        {
            var all = level.Contains('&');
            if (all && level.Contains('|')) throw new RefusedException(RefusalKind.Invalid, [new("Chain", "chain.mixed", level.Trim())]);
            var roles = new List<Role>();
            foreach (var code in level.Split('&', '|'))
            {
                roles.Add(RoleCodes.TryParse(code, out var role) && role != Role.Adm
                    ? role
                    : throw new RefusedException(RefusalKind.Invalid, [new("Chain", "chain.unknownRole", code.Trim())]));
            }

            steps.Add(new(roles.Count == 1 ? GroupRule.Single : all ? GroupRule.All : GroupRule.Any, roles));
        }

        return steps;
    }
}
