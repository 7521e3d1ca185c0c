using Microsoft.AspNetCore.Mvc;
using ProcessSales.Host.Language;
using ProcessSales.Host.Layout;
using ProcessSales.Host.Security;
using ProcessSales.Workflows;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Reports;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Host.Pages.Reports;

/// <summary>What is handed in, marked and exported beside the pages of reports and figures.</summary>
internal static class ReportParts
{
    private const string Excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    internal static void MapReportParts(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/reports/export", async (string? kind, string? day, string? who, HttpContext http, FieldReports reports, Texts texts, Show show, CompanyClock clock, CancellationToken stop) =>
        {
            var sheet = await reports.OfAsync(http.User.Id(), KindOf(kind), Query.Day(day) ?? clock.Today, Person(who), stop);
            using var file = new MemoryStream();
            await ReportWorkbook.WriteAsync(new ReportWords(texts, show).Sheets(sheet), file, stop);
            return Results.File(file.ToArray(), Excel, $"{sheet.Kind.ToString().ToLowerInvariant()}-{sheet.From:yyyy-MM-dd}.xlsx");
        });

        pages.MapPost("/reports/hand-in", async ([FromForm] string? kind, [FromForm] string? day, [FromForm] string? words, HttpContext http, ReportDesk desk, CompanyClock clock, CancellationToken stop) =>
        {
            await desk.HandInAsync(http.User.Id(), KindOf(kind), Query.Day(day) ?? clock.Today, words, stop);
            return Results.LocalRedirect(Query.Of("/reports", ("kind", kind), ("day", day), ("who", http.User.Id().ToString()), ("done", "1")));
        });

        pages.MapPost("/reports/check", async ([FromForm] string? day, [FromForm] IFormCollection form, HttpContext http, ReportDesk desk, Texts texts, CompanyClock clock, CancellationToken stop) =>
        {
            var missed = ReportDesk.SelfCheckItems.Where(key => form[$"a.{key}"] == "no")
                .Select(key => new MissedItem(key, form[$"i.{key}"] == "1" ? $"{texts[$"SelfCheck.{key}"]} – {texts["Report.Word.No"]}" : null)).ToList();
            if (ReportDesk.SelfCheckItems.FirstOrDefault(key => form[$"a.{key}"] is not ["yes"] and not ["no"]) is not null) throw new RefusedException(RefusalKind.Invalid, [new("Missed", "report.answers")]);
            await desk.CheckAsync(http.User.Id(), Query.Day(day) ?? clock.Today, missed, stop);
            return Results.LocalRedirect(Query.Of("/reports/check", ("day", day), ("done", "1")));
        });

        pages.MapPost("/reports/present", async ([FromForm] IFormCollection form, HttpContext http, ReportDesk desk, CompanyClock clock, CancellationToken stop) =>
        {
            await desk.MarkAsync(http.User.Id(), Query.Day(form["day"]) ?? clock.Today, KindOf(form["kind"]), [.. form["present"].Select(Person).OfType<Guid>()], stop);
            return Results.LocalRedirect(Query.Of("/reports", ("kind", form["kind"]), ("day", form["day"]), ("done", "1")));
        });

        pages.MapPost("/reports/notices", async ([FromForm] string? title, [FromForm] string? body, [FromForm] string? from, [FromForm] string? until, HttpContext http, ReportDesk desk, CancellationToken stop) =>
        {
            await desk.PutUpAsync(http.User.Id(), title, body, Query.Day(from), Query.Day(until), stop);
            return Results.LocalRedirect("/reports/notices");
        });

        pages.MapGet("/visits/figures/export", async (string? figure, string? part, string? from, string? until, string? person, string? area, string? chain, HttpContext http, VisitFigures figures, CompanyClock clock, CancellationToken stop) =>
        {
            using var file = new MemoryStream();
            var asked = FigureAddress.Read(figure, from, until, person, area, chain, clock.Today);
            await figures.WriteWorkbookAsync(http.User.Id(), asked.Figure, asked.Filter, part == "1", file, stop);
            return Results.File(file.ToArray(), Excel, $"{asked.Figure}.xlsx");
        });
    }

    /// <summary>The kind in an address; a daily report for anything else.</summary>
    internal static ReportKind KindOf(string? text) => Enum.TryParse<ReportKind>(text, true, out var kind) && Enum.IsDefined(kind) ? kind : ReportKind.Daily;

    /// <summary>The id in an address; null for none, and for anything that is no id.</summary>
    internal static Guid? Person(string? text) => Guid.TryParse(text, out var id) ? id : null;
}

/// <summary>What an address of figures asks for.</summary>
internal sealed record FigureAddress(VisitFigure Figure, FigureFilter Filter)
{
    private const int LongestDays = 400;

    /// <summary>The month so far where the address says nothing, and never more than 400 days.</summary>
    internal static FigureAddress Read(string? figure, string? from, string? until, string? person, string? area, string? chain, DateOnly today)
    {
        var last = Query.Day(until) ?? today;
        var first = Query.Day(from) ?? new DateOnly(last.Year, last.Month, 1);
        if (first > last) (first, last) = (last, first);
        if (last.DayNumber - first.DayNumber > LongestDays) first = last.AddDays(-LongestDays);
        return new(
            Enum.TryParse<VisitFigure>(figure, true, out var one) && Enum.IsDefined(one) ? one : VisitFigure.HitRate,
            new(first, last, ReportParts.Person(person), ReportParts.Person(area), ReportParts.Person(chain)));
    }

    /// <summary>The address again, with changes.</summary>
    internal string Link(string path, params (string Name, string? Value)[] more)
    {
        var all = new Dictionary<string, string?>
        {
            ["figure"] = Figure.ToString(), ["from"] = Iso(Filter.From), ["until"] = Iso(Filter.Until), ["person"] = Filter.Person?.ToString(), ["area"] = Filter.Area?.ToString(), ["chain"] = Filter.Chain?.ToString(),
        };
        foreach (var (name, value) in more) all[name] = value;
        return Query.Of(path, [.. all.Select(pair => (pair.Key, pair.Value))]);
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
