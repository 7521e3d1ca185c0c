namespace ProcessSales.Workflows.ProcessFiles;

/// <summary>What became of a line.</summary>
public enum LineChange
{
    /// <summary>It is the same.</summary>
    Same,

    /// <summary>It came.</summary>
    Added,

    /// <summary>It went.</summary>
    Removed,

    /// <summary>Lines that stayed the same are left out here.</summary>
    Gap,
}

/// <summary>A line of a comparison.</summary>
public sealed record DiffLine(LineChange Change, string Text);

/// <summary>Compares two texts line by line.</summary>
public static class TextDiff
{
    private const int Around = 3;
    // Beyond this many pairs of differing lines the middle is shown as replaced whole.
    private const long MostPairs = 4_000_000;

    /// <summary>The changed lines with three around them; empty when the texts are the same.</summary>
    public static IReadOnlyList<DiffLine> Compare(string before, string after)
    {
        var (old, fresh) = (before.ReplaceLineEndings("\n").Split('\n'), after.ReplaceLineEndings("\n").Split('\n'));
        var head = 0;
        while (head < old.Length && head < fresh.Length && old[head] == fresh[head]) head++;
        var tail = 0;
        while (tail < old.Length - head && tail < fresh.Length - head && old[^(tail + 1)] == fresh[^(tail + 1)]) tail++;
        var lines = old[..head].Select(line => new DiffLine(LineChange.Same, line)).ToList();
        lines.AddRange(Middle(old[head..(old.Length - tail)], fresh[head..(fresh.Length - tail)]));
        lines.AddRange(old[(old.Length - tail)..].Select(line => new DiffLine(LineChange.Same, line)));
        return Shortened(lines);
    }

    // The longest common subsequence, by the usual table.
    private static IEnumerable<DiffLine> Middle(string[] old, string[] fresh)
    {
        if ((long)old.Length * fresh.Length > MostPairs)
        {
            return [.. old.Select(line => new DiffLine(LineChange.Removed, line)), .. fresh.Select(line => new DiffLine(LineChange.Added, line))];
        }

        var common = new int[old.Length + 1, fresh.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = fresh.Length - 1; j >= 0; j--) common[i, j] = old[i] == fresh[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        var lines = new List<DiffLine>();
        var (left, right) = (0, 0);
        while (left < old.Length || right < fresh.Length)
        {
            if (left < old.Length && right < fresh.Length && old[left] == fresh[right])
            {
                lines.Add(new(LineChange.Same, old[left++]));
                right++;
            }
            else if (left < old.Length && (right == fresh.Length || common[left + 1, right] >= common[left, right + 1]))
            {
                lines.Add(new(LineChange.Removed, old[left++]));
            }
            else
            {
                lines.Add(new(LineChange.Added, fresh[right++]));
            }
        }

        return lines;
    }

    private static IReadOnlyList<DiffLine> Shortened(List<DiffLine> lines)
    {
        var near = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Change == LineChange.Same) continue;
            for (var j = Math.Max(0, i - Around); j <= Math.Min(lines.Count - 1, i + Around); j++) near[j] = true;
        }

        var shown = new List<DiffLine>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (near[i]) shown.Add(lines[i]);
            else if (shown.Count > 0 && shown[^1].Change != LineChange.Gap && near.AsSpan(i).Contains(true)) shown.Add(new(LineChange.Gap, ""));
        }

        return shown;
    }
}
