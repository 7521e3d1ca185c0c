using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Complaints;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Complaints;

/// <summary>KPIs and PPM of domain.md 2.5 over ten complaints whose figures were counted by hand.</summary>
public sealed class ComplaintFigureTests
{
    private const string Yoghurt = "2000000000107";
    private const string Biscuit = "2000000000015";
    private static readonly DateOnly From = new(2026, 9, 1);
    private static readonly DateOnly Until = new(2026, 11, 23);

    // Registered in the three months before Monday 2026-11-23: severity, article, hours to the reply and to the end, what became of it.
    private static readonly Row[] Rows =
    [
        new(Severity.A, Yoghurt, ReplyHours: 0.4, CloseHours: 100, Score: 4, Amount: 860, Improved: false),
        new(Severity.A, Yoghurt, ReplyHours: 1.0, CloseHours: 140, Score: 2, Amount: 0, Improved: true),
        new(Severity.B, Yoghurt, ReplyHours: 1.0, CloseHours: 60, Score: 5, Amount: 40, Repeats: true),
        new(Severity.B, Biscuit, ReplyHours: 1.0, CloseHours: 20),
        new(Severity.C, null, ReplyHours: 1.0, CloseHours: 10, Score: 3, Reopenings: 1),
        new(Severity.C, null, ReplyHours: 1.0, CloseHours: 30),
        new(Severity.C, null, ReplyHours: 1.0, CloseHours: 200),
        new(Severity.C, null, ReplyHours: null, CloseHours: null),
        new(Severity.B, Yoghurt, ReplyHours: 1.0, CloseHours: 5, State: ComplaintState.Invalid),
        new(Severity.B, Yoghurt, ReplyHours: 1.0, CloseHours: 5, State: ComplaintState.Merged),
    ];

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Ten_complaints_give_the_figures_that_were_counted_by_hand_and_each_opens_its_list(string database)
    {
        await using var business = await Business.OpenAsync(database);
        await FillAsync(business);
        var quality = await business.PersonAsync("ye.qinghe");
        var summary = await business.Get<ComplaintFigures>().OfAsync(quality, From, Until);
        // The merged one counts with its parent; the unfounded one is registered, but not of the quality complaints.
        Assert.Equal(
            new()
            {
                [ComplaintFigure.Registered] = 9, [ComplaintFigure.ReplyDue] = 9, [ComplaintFigure.ReplyOnTime] = 7, [ComplaintFigure.Closed] = 7, [ComplaintFigure.ClosedOnTime] = 5, [ComplaintFigure.Reopened] = 1,
                [ComplaintFigure.Scored] = 4, [ComplaintFigure.Costly] = 2, [ComplaintFigure.Quality] = 4, [ComplaintFigure.Repeated] = 1, [ComplaintFigure.ImprovementDue] = 2, [ComplaintFigure.ImprovementOnTime] = 1,
            },
            summary.Counts.ToDictionary());
        Assert.Equal(
            [new(Severity.A, 2, 100, 140), new(Severity.B, 2, 20, 60), new ClosingTime(Severity.C, 3, 30, 200)],
            summary.ClosingTimes);
        Assert.Equal((3.5m, 900m), (summary.Score, summary.Cost));
        Assert.Equal(0.7778m, summary.Share(ComplaintFigure.ReplyOnTime, ComplaintFigure.ReplyDue));
        // Three yoghurts of 120,000 pieces sold in the three months are 25 per million; one biscuit of nobody knows how many.
        var ppm = summary.PerMillion.ToDictionary(row => row.ProductCode);
        Assert.Equal((3, 120_000m, 25m), (ppm[Yoghurt].Complaints, ppm[Yoghurt].Units, ppm[Yoghurt].Ppm));
        Assert.Equal((1, (decimal?)null, (decimal?)null), (ppm[Biscuit].Complaints, ppm[Biscuit].Units, ppm[Biscuit].Ppm));
        Assert.Equal(("Production", 3), (summary.ByCause[0].Key, summary.ByCause[0].Count));
        Assert.Equal((3, 1), (summary.ByBatch[0].Count, summary.ByBatch.Count(row => row.Key.StartsWith(Biscuit, StringComparison.Ordinal))));

        var book = business.Get<ComplaintBook>();
        foreach (var (figure, count) in summary.Counts)
            Assert.Equal(count, (await book.ListAsync(quality, new() { Figure = figure, From = From, Until = Until }, 1, 100)).Total);
        // Of another area nothing is seen, and nothing counted.
        var other = await business.Get<ComplaintFigures>().OfAsync(await business.PersonAsync("luo.shuyao"), From, Until);
        Assert.All(other.Counts, pair => Assert.Equal(0, pair.Value));
    }

    [Fact]
    public async Task A_period_without_complaints_has_no_rates()
    {
        await using var business = await Business.OpenAsync();
        var summary = await business.Get<ComplaintFigures>().OfAsync(await business.PersonAsync("ye.qinghe"), From, Until);
        Assert.Null(summary.Share(ComplaintFigure.ReplyOnTime, ComplaintFigure.ReplyDue));
        Assert.Null(summary.Score);
        Assert.All(summary.ClosingTimes, time => Assert.Null(time.Median));
    }

    private static async Task FillAsync(Business business)
    {
        var desk = business.Get<ComplaintDesk>();
        var promoter = await business.PersonAsync("bai.xiaotang");
        var store = await business.ReadAsync(db => db.Stores.Where(row => row.Code == "C01-01").Select(row => row.Id).SingleAsync());
        foreach (var (row, index) in Rows.Select((row, index) => (row, index)))
        {
            var caseId = await desk.RegisterAsync(promoter, new(Guid.NewGuid(), row.Product is null ? ComplaintType.Service : ComplaintType.Quality, ComplaintSource.Consumer, $"第 {index} 件投诉,描述足够长")
            {
                StoreId = store, ProductCode = row.Product, ProducedOn = row.Product is null ? null : new DateOnly(2026, 8, 1), NoEvidenceReason = "无",
            });
            await business.WriteAsync(async db =>
            {
                var one = await db.Complaints.SingleAsync(complaint => complaint.CaseId == caseId);
                var at = new DateTimeOffset(2026, 10, 1 + index, 2, 0, 0, TimeSpan.Zero);
                (one.Severity, one.RegisteredAt, one.ReplyDueAt, one.CloseDueAt) = (row.Severity, at, at.AddHours(row.Severity == Severity.A ? 0.5 : 2), at.AddDays(5));
                one.RepliedAt = row.ReplyHours is { } reply ? at.AddHours(reply) : null;
                one.ClosedAt = row.CloseHours is { } close ? at.AddHours(close) : null;
                one.State = row.State ?? (row.CloseHours is null ? ComplaintState.Investigating : ComplaintState.Closed);
                (one.Score, one.Amount, one.Reopenings, one.Repeats) = (row.Score, row.Amount, row.Reopenings, row.Repeats);
                one.Cause = row.Product == Yoghurt && row.State is null ? ComplaintCause.Production : null;
                if (row.Improved is { } late) (one.ImprovementNeeded, one.ImprovedAt, one.ImprovementLate, one.ImprovementDueOn) = (true, at.AddDays(6), late, new DateOnly(2026, 10, 20));
            });
        }

        await business.WriteAsync(db =>
        {
            for (var month = 9; month <= 11; month++) db.UnitsSold.Add(new() { ProductCode = Yoghurt, Month = new(2026, month, 1), Units = 40_000 });
            db.UnitsSold.Add(new() { ProductCode = Yoghurt, Month = new(2026, 8, 1), Units = 1_000_000 });
            return Task.CompletedTask;
        });
    }

    private sealed record Row(Severity Severity, string? Product, double? ReplyHours, double? CloseHours, int? Score = null, decimal Amount = 0, bool? Improved = null, bool Repeats = false, int Reopenings = 0, ComplaintState? State = null);
}
