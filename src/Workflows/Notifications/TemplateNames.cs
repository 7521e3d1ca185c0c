using System.Text.RegularExpressions;

namespace ProcessSales.Workflows.Notifications;

/// <summary>A name or filter that a template uses.</summary>
/// <param name="Line">From 1.</param>
internal sealed record TemplateName(string Name, int Line, bool IsFilter);

/// <summary>Finds the names that a template takes from its data, with their lines, without running it: a branch that is not taken counts too.</summary>
internal static partial class TemplateNames
{
    /// <summary>The filters that both renderers have and that undo no encoding.</summary>
    public static readonly IReadOnlySet<string> Filters = new HashSet<string>(StringComparer.Ordinal)
    {
        "abs", "append", "capitalize", "ceil", "compact", "date", "default", "divided_by", "downcase", "escape", "first", "floor", "join", "last", "lstrip", "map", "minus", "modulo", "newline_to_br",
        "plus", "prepend", "remove", "remove_first", "replace", "replace_first", "reverse", "round", "rstrip", "size", "slice", "sort", "split", "strip", "strip_newlines", "times", "truncate",
        "truncatewords", "uniq", "upcase", "url_encode",
    };

    private static readonly HashSet<string> Words = ["and", "or", "not", "contains", "in", "true", "false", "nil", "null", "empty", "blank", "limit", "offset", "reversed", "with", "cols", "by"];
    private static readonly HashSet<string> Tags =
        ["if", "elsif", "else", "endif", "unless", "endunless", "case", "when", "endcase", "for", "endfor", "break", "continue", "assign", "capture", "endcapture", "comment", "endcomment", "raw", "endraw", "cycle", "increment", "decrement", "tablerow", "endtablerow"];

    /// <summary>The tags that a template may use; others reach for files.</summary>
    public static bool IsTag(string name) => Tags.Contains(name);

    /// <summary>All names and filters, in the text's order; names that the template gives itself are left out.</summary>
    public static (IReadOnlyList<TemplateName> Used, IReadOnlyList<TemplateName> Tags) Find(string text)
    {
        var own = new HashSet<string>(StringComparer.Ordinal) { "forloop", "tablerowloop" };
        foreach (Match made in Making().Matches(text)) own.Add(made.Groups[1].Value);
        var used = new List<TemplateName>();
        var tags = new List<TemplateName>();
        var (line, counted) = (1, 0);
        foreach (Match part in Part().Matches(Silent().Replace(text, match => new string('\n', match.Value.Count(sign => sign == '\n')))))
        {
            var content = part.Groups[1].Success ? part.Groups[1] : part.Groups[2];
            line += text.AsSpan(counted, part.Index - counted).Count('\n');
            counted = part.Index;
            var plain = Quoted().Replace(content.Value, match => new string(' ', match.Length));
            var from = 0;
            if (part.Groups[2].Success && Word().Match(plain) is { Success: true } tag)
            {
                tags.Add(new(tag.Value, line, false));
                from = tag.Index + tag.Length;
            }

            foreach (Match name in Path().Matches(plain, from))
            {
                var at = line + plain.AsSpan(0, name.Index).Count('\n');
                var before = plain.AsSpan(0, name.Index).TrimEnd();
                var isFilter = before.Length > 0 && before[^1] == '|';
                var path = Index().Replace(name.Value, "");
                if (isFilter) used.Add(new(path, at, true));
                else if (!Words.Contains(path) && !own.Contains(path.Split('.')[0])) used.Add(new(path, at, false));
            }
        }

        return (used, tags);
    }

    [GeneratedRegex(@"\{%-?\s*(?:assign|capture|for|tablerow|increment|decrement)\s+([A-Za-z_][\w-]*)", RegexOptions.None, 1000)]
    private static partial Regex Making();

    [GeneratedRegex(@"\{\{-?(.*?)-?\}\}|\{%-?(.*?)-?%\}", RegexOptions.Singleline, 1000)]
    private static partial Regex Part();

    // A comment of the same length would be needed to keep the places: only the lines count.
    [GeneratedRegex(@"(?<=\{%-?\s*(?:comment|raw)\s*-?%\}).*?(?=\{%-?\s*end(?:comment|raw))", RegexOptions.Singleline, 1000)]
    private static partial Regex Silent();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"[A-Za-z_]\w*")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<![\w.])[A-Za-z_][\w-]*(?:\[[^\]]*\]|\.[A-Za-z_][\w-]*)*(?!\w*\s*:)|(?<=\|\s*)[A-Za-z_]\w*")]
    private static partial Regex Path();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Index();
}
