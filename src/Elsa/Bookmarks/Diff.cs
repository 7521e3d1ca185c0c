namespace Elsa.Workflows.Helpers;

/// <summary>What changed between two sets.</summary>
public class Diff<T>
{
    internal Diff(ICollection<T> added, ICollection<T> removed, ICollection<T> unchanged)
    {
        Added = added;
        Removed = removed;
        Unchanged = unchanged;
    }

    /// <summary>In the second set only.</summary>
    public ICollection<T> Added { get; }

    /// <summary>In the first set only.</summary>
    public ICollection<T> Removed { get; }

    /// <summary>In both.</summary>
    public ICollection<T> Unchanged { get; }
}

/// <summary>Compares sets.</summary>
public static class Diff
{
    /// <summary>What must be added to and removed from the first set to get the second.</summary>
    public static Diff<T> For<T>(ICollection<T> firstSet, ICollection<T> secondSet, IEqualityComparer<T>? comparer = null)
    {
        if (firstSet.Count == 0)
            return new Diff<T>([.. secondSet], [], []);
        var first = new HashSet<T>(firstSet, comparer);
        var second = new HashSet<T>(secondSet, comparer);
        return new Diff<T>(
            [.. secondSet.Where(x => !first.Contains(x))],
            [.. firstSet.Where(x => !second.Contains(x))],
            [.. secondSet.Where(first.Contains)]);
    }
}
