using System.Globalization;
using ProcessSales.Workflows.Cases;

namespace ProcessSales.Workflows.Tasks;

/// <summary>The lists of the inbox.</summary>
public enum InboxTab
{
    /// <summary>待办: what waits for me.</summary>
    ToDo,

    /// <summary>我已处理</summary>
    Handled,

    /// <summary>我发起的</summary>
    Started,

    /// <summary>抄送我的</summary>
    Copies,
}

/// <summary>What stands on top.</summary>
public enum InboxSort
{
    /// <summary>What is due first; in lists without deadlines the newest.</summary>
    Due,

    /// <summary>What came last.</summary>
    Newest,

    /// <summary>What came first.</summary>
    Oldest,
}

/// <summary>What of the inbox is shown.</summary>
/// <param name="Tab">Which list.</param>
/// <param name="Process">Only this process; null for all.</param>
/// <param name="Text">Part of a number, title, customer, store or applicant.</param>
/// <param name="Overdue">Only what is past its deadline.</param>
/// <param name="Number">Page, from 1.</param>
/// <param name="Size">Rows a page.</param>
public sealed record InboxFilter(InboxTab Tab, string? Process = null, string? Text = null, bool Overdue = false, int Number = 1, int Size = 20)
{
    /// <summary>Part of the applicant's name; null for all.</summary>
    public string? Applicant { get; init; }

    /// <summary>First day on which it arrived, was handled or was started, by list; company zone.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last such day, included.</summary>
    public DateOnly? To { get; init; }

    /// <summary>State of the case; null for all.</summary>
    public CaseState? State { get; init; }

    /// <summary>In <see cref="InboxTab.ToDo"/> what the person has put off, which is otherwise left out; in <see cref="InboxTab.Copies"/> what is unread.</summary>
    public bool Aside { get; init; }

    /// <summary>What stands on top.</summary>
    public InboxSort Sort { get; init; }

    /// <summary>Whether anything but the list itself is chosen.</summary>
    public bool Narrowed => Pairs().Skip(1).Any(pair => pair.Name != "sort");

    /// <summary>The filter as the values of an address; reading them again gives the same filter on page 1.</summary>
    public IReadOnlyList<(string Name, string Value)> Values => [.. Pairs()];

    /// <summary>Reads what an address says; what it does not know counts as not said.</summary>
    public static InboxFilter Read(Func<string, string?> value, int size = 20)
    {
        string? Text(string name, int most) => value(name)?.Trim() is { Length: > 0 } text ? text[..Math.Min(text.Length, most)] : null;
        DateOnly? Day(string name) => DateOnly.TryParseExact(value(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1999 and < 2200 ? day : null;
        return new(Known<InboxTab>(value("tab")) ?? InboxTab.ToDo, Text("process", 100), Text("q", 100), value("overdue") == "true",
            int.TryParse(value("page"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Clamp(number, 1, 100_000) : 1, size)
        {
            Applicant = Text("who", 60), From = Day("from"), To = Day("to"), State = Known<CaseState>(value("state")), Aside = value("aside") == "true", Sort = Known<InboxSort>(value("sort")) ?? InboxSort.Due,
        };
    }

    private static T? Known<T>(string? text)
        where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var known) && Enum.IsDefined(known) && !char.IsAsciiDigit(text![0]) ? known : null;

    private IEnumerable<(string Name, string Value)> Pairs()
    {
        yield return ("tab", Tab.ToString());
        if (!string.IsNullOrWhiteSpace(Process)) yield return ("process", Process);
        if (!string.IsNullOrWhiteSpace(Text)) yield return ("q", Text);
        if (!string.IsNullOrWhiteSpace(Applicant)) yield return ("who", Applicant);
        if (From is { } from) yield return ("from", from.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (To is { } to) yield return ("to", to.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (State is { } state) yield return ("state", state.ToString());
        if (Overdue) yield return ("overdue", "true");
        if (Aside) yield return ("aside", "true");
        if (Sort != InboxSort.Due) yield return ("sort", Sort.ToString());
    }
}
