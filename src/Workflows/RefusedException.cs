namespace ProcessSales.Workflows;

/// <summary>Why a change was refused, as far as the caller's answer differs.</summary>
public enum RefusalKind
{
    /// <summary>What was entered breaks a rule.</summary>
    Invalid,

    /// <summary>Somebody else was faster, or the thing is in another state by now.</summary>
    Conflict,

    /// <summary>It does not exist, or the person may not know that it does.</summary>
    NotFound,

    /// <summary>The person may see it but not do this.</summary>
    Forbidden,
}

/// <summary>One broken rule.</summary>
/// <param name="Field">Path of the form field, such as <c>costs[0].amount</c>; null when the rule concerns the whole.</param>
/// <param name="Key">Name of the rule's text, localised by the caller as <c>Refusal.{Key}</c>.</param>
/// <param name="Arguments">What stands in the text's placeholders.</param>
public sealed record Refusal(string? Field, string Key, params object?[] Arguments);

/// <summary>A change was refused and nothing of it was stored.</summary>
public sealed class RefusedException(RefusalKind kind, IReadOnlyList<Refusal> refusals)
    : Exception(string.Join("; ", refusals.Select(refusal => $"{refusal.Field}: {refusal.Key}")))
{
    /// <summary>A refusal for one reason.</summary>
    public RefusedException(RefusalKind kind, string key, params object?[] arguments)
        : this(kind, [new Refusal(null, key, arguments)])
    {
    }

    /// <summary>What sort of refusal it is.</summary>
    public RefusalKind Kind => kind;

    /// <summary>Every broken rule.</summary>
    public IReadOnlyList<Refusal> Refusals => refusals;
}
