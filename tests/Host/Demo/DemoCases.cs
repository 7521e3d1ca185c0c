using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Demo;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Listings;
using ProcessSales.Workflows.Promotions;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Statements;
using ProcessSales.Workflows.Storage;
using ProcessSales.Workflows.Tasks;

namespace ProcessSales.Host.Tests.Demo;

/// <summary>The demo company's listings, promotions and statements (domain.md 5), played through the real processes.</summary>
public sealed class DemoCases : IDisposable
{
    private readonly TestHost host = new();

    public void Dispose() => host.Dispose();

    [Fact]
    public async Task The_six_listings_stand_where_the_demo_wants_them_and_are_told_once()
    {
        await TellTwiceAsync("listings");
        await using var db = await OpenAsync();
        var listings = await (from file in db.Cases where file.Process == "product-listing" join request in db.Listings on file.Id equals request.CaseId orderby request.Id select new { file.Id, request }).ToListAsync();
        Assert.Equal(
            [ListingState.Draft, ListingState.InReview, ListingState.Negotiating, ListingState.Signing, ListingState.OnShelf, ListingState.ClosedPartial], listings.Select(row => row.request.State));
        Assert.Equal("沈砚秋", await HolderAsync(db, listings[1].Id));
        var today = host.Services.GetRequiredService<CompanyClock>().Today;
        Assert.Equal((today.AddDays(-9), ListingSide.Retailer), (listings[2].request.LastWordOn, listings[2].request.Side));
        Assert.Equal((SupplementState.Needed, 2_000m, 3_600m, "江叙白"), (listings[3].request.Supplement, listings[3].request.ApprovedFee, listings[3].request.AgreedFee, await HolderAsync(db, listings[3].Id)));
        var shelf = await db.ListingLines.Where(line => line.RequestId == listings[4].request.Id).GroupBy(line => line.State).ToDictionaryAsync(group => group.Key, group => group.Count());
        Assert.Equal((7, 3), (shelf[LineState.OnShelf], shelf[LineState.Delivered]));
        var view = (await host.Services.GetRequiredService<ListingBook>().ReadAsync(await Filed.PersonAsync(host, "gu.xingzhou"), listings[5].Id))!;
        Assert.Equal((3, 1, 19), (view.Counts[LineState.Kept], view.Counts[LineState.Refused], view.Days.Total));
        Assert.True(view.Days.Retailer >= 7);
    }

    [Fact]
    public async Task The_promotions_stand_where_the_demo_wants_them_and_are_told_once()
    {
        await TellTwiceAsync("promotions");
        await using var db = await OpenAsync();
        var applications = await db.Cases.Where(row => row.Process == "promotion-approval").OrderBy(row => row.Number).ToListAsync();
        Assert.Equal(10, applications.Count);
        Assert.Equal(["Draft", "InReview", "InReview"], applications.Take(3).Select(file => file.State.ToString()));
        Assert.Equal(("江叙白", "顾行舟"), (await HolderAsync(db, applications[1].Id), await HolderAsync(db, applications[2].Id)));
        var promotions = new List<Promotion>();
        foreach (var file in applications.Skip(3)) promotions.Add(await db.Promotions.SingleAsync(row => row.CaseId == file.Id));
        Assert.Equal(
            [PromotionState.Approved, PromotionState.Running, PromotionState.Ended, PromotionState.Ended, PromotionState.Settling, PromotionState.Settling, PromotionState.Closed], promotions.Select(row => row.State));
        var today = host.Services.GetRequiredService<CompanyClock>().Today;
        Assert.Equal((today.AddDays(2), today.AddDays(1), today.AddDays(-20)), (promotions[0].Start, promotions[2].SettleBy, promotions[3].SettleBy));
        Assert.Equal(1, await db.ExecutionChecks.CountAsync(check => check.PromotionId == promotions[1].Id && !check.Executed));
        Assert.Equal(1, await db.OpenIssues.CountAsync(issue => issue.SourceId == promotions[1].CaseId));
        Assert.Equal(SettlementState.Supplement, await db.PromotionSettlements.Where(row => row.PromotionId == promotions[4].Id).Select(row => row.State).SingleAsync());
        var over = await db.PromotionSettlements.SingleAsync(row => row.PromotionId == promotions[5].Id);
        Assert.Equal((SettlementState.FinanceReview, 12_900m, 12_000m), (over.State, over.Claimed, promotions[5].ApprovedTotal));
        var closed = promotions[6];
        Assert.Equal(3.55m, PromotionMath.Of(closed.BaselineSales, closed.ActualSales!.Value, closed.Contribution, closed.FinalCost!.Value).Roi);
        Assert.All(await db.BudgetLines.Where(line => line.Control == BudgetControl.Absolute).ToListAsync(), line => Assert.True(line.Available >= 0m));
    }

    [Fact]
    public async Task Three_months_of_statements_stand_where_the_demo_wants_them_and_are_told_once()
    {
        await TellTwiceAsync("statements");
        await using var db = await OpenAsync();
        var today = host.Services.GetRequiredService<CompanyClock>().Today;
        var last = new DateOnly(today.Year, today.Month, 1).AddMonths(-1);
        var statements = await (from statement in db.Statements join payer in db.Customers on statement.CustomerId equals payer.Id orderby payer.Code, statement.Month select new { payer.Code, statement }).ToListAsync();
        Assert.Equal(
            from code in new[] { "C01", "C02", "C03", "C04", "C05" } from back in new[] { 2, 1, 0 } select (code, last.AddMonths(-back)),
            statements.Select(row => (row.Code, row.statement.Month)));
        Assert.All(statements.Where(row => row.statement.Month != last || row.Code is not ("C01" or "C04")), row => Assert.Equal(StatementState.Closed, row.statement.State));
        var differing = statements.Single(row => row.Code == "C01" && row.statement.Month == last).statement;
        Assert.Equal(StatementState.Differences, differing.State);
        var differences = await db.StatementDifferences.Where(row => row.StatementId == differing.Id).ToListAsync();
        Assert.Equal([DifferenceType.Missing, DifferenceType.Price, DifferenceType.FeeUnknown, DifferenceType.DeductedTwice, DifferenceType.OtherMonth], differences.Select(row => row.Type).OrderBy(type => type.ToString() switch { "Missing" => 0, "Price" => 1, "FeeUnknown" => 2, "DeductedTwice" => 3, _ => 4 }));
        Assert.Equal(-1_200m, differences.Single(row => row.Type == DifferenceType.FeeUnknown).Theirs);
        var late = statements.Single(row => row.Code == "C04" && row.statement.Month == last).statement;
        Assert.Equal((StatementState.Invoicing, 1), (late.State, late.MissedWindows));
        // What the closed ones asked for was paid, and none of the money holds a reminder.
        Assert.Equal(13, await db.Receivables.CountAsync(row => row.StatementId != null && row.Ended == ReceivableState.Paid));
        var day = host.Services.GetRequiredService<CompanyClock>().Now.AddDays(-1);
        Assert.False(await db.Receipts.AnyAsync(row => row.State == ReceiptState.Unclaimed || row.EnteredAt >= day));
    }

    [Fact]
    public async Task What_was_reminded_of_before_stands_in_a_process_that_the_next_run_goes_on_with()
    {
        await using var db = await OpenAsync();
        var today = host.Services.GetRequiredService<CompanyClock>().Today;
        db.OwnDays.AddRange(Enumerable.Range(-3, 6).Select(day => new OwnDay { Id = Guid.NewGuid(), Date = today.AddDays(day), Name = "work", IsOffDay = false }));
        await db.SaveChangesAsync();
        foreach (var name in new[] { "receivables", "reminders sent before" }) await host.Services.GetRequiredService<IEnumerable<IDemoStory>>().Single(each => each.Name == name).TellAsync(default);
        await TellTwiceAsync("reminders under way");

        var begun = await db.ReminderFiles.AsNoTracking().OrderBy(row => row.PayerId).ToListAsync();
        Assert.Equal(5, begun.Count);
        Assert.All(begun, file => Assert.True(file.StartedAt < host.Services.GetRequiredService<CompanyClock>().Now.AddHours(-9)));
        var item = await db.Receivables.SingleAsync(row => row.Number == "AR-07");
        var manager = await host.SignedInAsync("xu.muyun");
        var page = await manager.PageAsync($"/collections/receivables/{item.Id}");
        Assert.Equal($"/studio/frame/instances/{begun.Single(file => file.PayerId == item.CustomerId).InstanceId}", page.QuerySelector(".live-diagram iframe")!.GetAttribute("src"));
        var file = await manager.PageAsync(page.QuerySelector("#reminders a[href^='/cases/']")!.GetAttribute("href")!);
        Assert.Contains("等待催款级别", file.QuerySelector(".diagram .node-current")!.TextContent);
        Assert.Contains("O3 · 3 ×", file.QuerySelector("main")!.TextContent);

        await host.Services.GetRequiredService<DunningRunner>().RunAsync();
        Assert.Equal(begun.Select(each => each.InstanceId), await db.ReminderFiles.AsNoTracking().OrderBy(row => row.PayerId).Select(row => row.InstanceId).ToListAsync());
    }

    private async Task TellTwiceAsync(string name)
    {
        var story = host.Services.GetRequiredService<IEnumerable<IDemoStory>>().Single(each => each.Name == name);
        Assert.False(await story.IsToldAsync(default));
        await story.TellAsync(default);
        await using var db = await OpenAsync();
        var cases = await db.Cases.CountAsync();
        Assert.True(await story.IsToldAsync(default));
        await story.TellAsync(default);
        Assert.Equal(cases, await db.Cases.CountAsync());
    }

    private async Task<ProcessSalesDb> OpenAsync() => await host.Services.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();

    private static async Task<string> HolderAsync(ProcessSalesDb db, Guid caseId) =>
        await db.Tasks.Where(task => task.CaseId == caseId && task.State == TaskState.Open).Join(db.Users, task => task.AssigneeId, person => person.Id, (_, person) => person.Name).SingleAsync();
}
