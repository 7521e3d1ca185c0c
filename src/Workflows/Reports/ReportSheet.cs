namespace ProcessSales.Workflows.Reports;

/// <summary>A report as data: the page, the text to copy and the workbook are made of the same.</summary>
/// <param name="Until">Included.</param>
/// <param name="Whose">A person's name; null for a team.</param>
public sealed record ReportSheet(ReportKind Kind, DateOnly From, DateOnly Until, string? Whose, IReadOnlyList<ReportPart> Parts);

/// <summary>A part of a report. Keys are names for the reader's language to be found by.</summary>
/// <param name="Rows">Null for a part of facts only; empty says that there was nothing.</param>
public sealed record ReportPart(string Key, IReadOnlyList<ReportFact> Facts, IReadOnlyList<string> Columns, IReadOnlyList<ReportRow>? Rows);

/// <summary>A fact.</summary>
/// <param name="Value">A text, a number, a day, a moment (UTC), <see cref="Cny"/>, <see cref="Share"/> or <see cref="Named"/>; null for unknown.</param>
/// <param name="Link">Where it is listed, a path of this site; null for nowhere.</param>
public sealed record ReportFact(string Key, object? Value, string? Link = null);

/// <summary>A row of a part's table.</summary>
/// <param name="Link">Where it is shown, a path of this site; null for nowhere.</param>
public sealed record ReportRow(string? Link, params IReadOnlyList<object?> Cells);

/// <summary>Money, CNY.</summary>
public sealed record Cny(decimal Amount);

/// <summary>A part of a whole; the whole may be nothing.</summary>
public sealed record Share(long Part, long Whole);

/// <summary>A name that the reader's language has a word for.</summary>
public sealed record Named(string Key);
