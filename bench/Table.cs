using System.Globalization;

namespace ProcessSales.Bench;

/// <summary>Prints one line a budget: what was measured, the bare loop beside it, what is asked for.</summary>
internal static class Table
{
    public static void Head(string title)
    {
        Console.WriteLine();
        Console.WriteLine(title);
        Console.WriteLine($"{"what",-58} {"measured",14} {"bare loop",14} {"share",7}  budget");
    }

    public static void Rate(string what, double measured, double? bare = null, double? atLeast = null, double? share = null) =>
        Line(what, measured.ToString("N0", CultureInfo.InvariantCulture) + " /s", bare is { } loop ? loop.ToString("N0", CultureInfo.InvariantCulture) + " /s" : "", bare is { } part ? (measured / part).ToString("P0", CultureInfo.InvariantCulture) : "",
            atLeast is { } least ? $"at least {least.ToString("N0", CultureInfo.InvariantCulture)} /s" + (share is { } of ? $" and {of.ToString("P0", CultureInfo.InvariantCulture)}" : "") : "",
            (atLeast is null || measured >= atLeast) && (share is null || measured / bare >= share));

    public static void Value(string what, double measured, string unit, double? atMost = null) =>
        Line(what, measured.ToString("N2", CultureInfo.InvariantCulture) + " " + unit, "", "", atMost is { } most ? $"at most {most.ToString("N2", CultureInfo.InvariantCulture)} {unit}" : "", atMost is null || measured <= atMost);

    private static void Line(string what, string measured, string bare, string share, string budget, bool kept) =>
        Console.WriteLine($"{what,-58} {measured,14} {bare,14} {share,7}  {budget}{(budget.Length == 0 ? "" : kept ? "  kept" : "  MISSED")}");
}
