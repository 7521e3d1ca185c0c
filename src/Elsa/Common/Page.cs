namespace Elsa.Common.Models;

/// <summary>A slice of a list together with the size of the whole.</summary>
public record Page<T>(ICollection<T> Items, long TotalCount);

/// <summary>Makes pages without spelling out their type.</summary>
public static class Page
{
    /// <summary>A page of the given items.</summary>
    public static Page<T> Of<T>(ICollection<T> items, long totalCount) => new(items, totalCount);

    /// <summary>A page without items.</summary>
    public static Page<T> Empty<T>() => new([], 0);
}

/// <summary>Which slice of a list is wanted.</summary>
public record PageArgs
{
    /// <summary>How many items to skip; null skips none.</summary>
    public int? Offset { get; set; }

    /// <summary>How many items at most; null for all.</summary>
    public int? Limit { get; set; }

    /// <summary>The page number counted from 0; null without a limit.</summary>
    public int? Page => Limit is > 0 ? Offset.GetValueOrDefault() / Limit : null;

    /// <summary>The same as <see cref="Limit"/>.</summary>
    public int? PageSize => Limit;

    /// <summary>Everything.</summary>
    public static PageArgs All => new();

    /// <summary>By page number counted from 0.</summary>
    public static PageArgs FromPage(int? page, int? pageSize) => new() { Offset = page * pageSize, Limit = pageSize };

    /// <summary>By offset and limit.</summary>
    public static PageArgs FromRange(int? offset, int? limit) => new() { Offset = offset, Limit = limit };

    /// <summary>By page where a page is given, otherwise by offset.</summary>
    public static PageArgs From(int? page, int? pageSize, int? offset, int? limit) =>
        page is not null || pageSize is not null ? FromPage(page ?? 0, pageSize) : FromRange(offset, limit);

    /// <summary>The slice that follows this one.</summary>
    public PageArgs Next() => this with { Offset = Offset.GetValueOrDefault() + Limit.GetValueOrDefault() };
}
