using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Tests.Running;
using ProcessSales.Workflows.Visits;

namespace ProcessSales.Workflows.Tests.Visits;

/// <summary>What a phone sends is kept once, and never over something newer (domain.md 4.1, 6.4).</summary>
public sealed class VisitSyncTests
{
    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task The_same_visit_sent_many_times_at_once_is_one_record_with_one_review(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var visit = (await PhoneVisit.OpenAsync(business)).HandIn();
        var message = visit.Message();
        var receipts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => visit.SendAsync(message)));
        Assert.All(receipts, receipt => Assert.Equal((VisitState.Submitted, false), (receipt.State, receipt.Conflict)));
        Assert.Single(receipts.Select(receipt => receipt.VisitId).Distinct());
        Assert.Equal(1, await business.ReadAsync(db => db.Visits.CountAsync()));
        Assert.Equal(1, await business.ReadAsync(db => db.Cases.CountAsync(file => file.Process == VisitRegister.Process)));
        Assert.Equal(3, await business.ReadAsync(db => db.VisitMoves.CountAsync()));
        Assert.StartsWith("VS-20261123-", await business.ReadAsync(db => db.Cases.Select(file => file.Number).SingleAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_visit_that_is_sent_again_before_it_was_answered_is_answered_alike(string database)
    {
        await using var business = await Business.OpenAsync(database);
        for (var round = 0; round < 15; round++)
        {
            var visit = (await PhoneVisit.OpenAsync(business)).Go(VisitState.InStore, VisitState.LeftStore, VisitState.Submitted);
            var message = visit.Message();
            // One of them looks just when the first is stored.
            var receipts = await Task.WhenAll(Enumerable.Range(0, 24).Select(async at =>
            {
                await Task.Delay(3 * at, TestContext.Current.CancellationToken);
                return await visit.SendAsync(message);
            }));
            Assert.Single(receipts.Distinct());
            Assert.False(receipts[0].Conflict);
        }
    }

    [Theory]
    [InlineData(null, "请安排发货")]
    [InlineData("逾期 90 天", "待释放后安排发货")]
    public async Task Logistics_is_told_of_an_order_once_and_whether_credit_holds_it_back(string? hold, string says)
    {
        await using var business = await Business.OpenAsync();
        await business.WriteAsync(db => db.Customers.Where(row => row.Code == "C01").ExecuteUpdateAsync(set => set.SetProperty(row => row.CreditHold, hold)));
        var visit = await PhoneVisit.PlannedAsync(business);
        await visit.Go(VisitState.InStore, VisitState.LeftStore).SendAsync();
        Assert.Equal(0, await business.ReadAsync(db => db.Notifications.CountAsync(row => row.Template == "visit-order")));
        await visit.Go(VisitState.Submitted).SendAsync();
        await business.Get<VisitReviews>().DecideAsync((await visit.StoredAsync()).Id, VisitDecision.Return, await business.PersonAsync("jiang.xubai"), "补照片", "return");
        visit.BasedOn = (await visit.StoredAsync()).Version;
        await visit.Go(VisitState.Submitted).SendAsync();
        var told = await business.ReadAsync(db => db.Notifications.SingleAsync(row => row.Template == "visit-order"));
        Assert.Equal((null, Role.Log), (told.Fault, await business.ReadAsync(db => db.Users.Where(row => row.Id == told.RecipientId).Select(row => row.Role).SingleAsync())));
        Assert.Contains("¥235.20", told.Subject, StringComparison.Ordinal);
        Assert.Contains(says, told.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_message_that_rests_on_something_older_is_answered_with_what_is_stored_and_keeps_nothing(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var visit = (await PhoneVisit.PlannedAsync(business)).Go(VisitState.InStore);
        await visit.SendAsync();
        var before = await visit.StoredAsync();
        visit.Content = visit.Content with { Goals = ["别的手机"] };
        var old = visit.Message() with { BasedOn = 1 };
        var receipt = await visit.SendAsync(old);
        Assert.True(receipt.Conflict);
        Assert.Equal(before.Version, receipt.Version);
        Assert.Equal(before.ContentJson, receipt.ContentJson);
        Assert.Equal(before.ContentJson, (await visit.StoredAsync()).ContentJson);
        Assert.False((await visit.SendAsync(old with { OperationId = Guid.NewGuid(), BasedOn = receipt.Version })).Conflict);
        Assert.Contains("别的手机", VisitContent.Parse((await visit.StoredAsync()).ContentJson).Goals);
    }

    [Fact]
    public async Task A_visit_belongs_to_its_visitor_and_its_store_for_good()
    {
        await using var business = await Business.OpenAsync();
        var visit = (await PhoneVisit.OpenAsync(business)).Go(VisitState.InStore);
        await visit.SendAsync();
        var stranger = await business.PersonAsync("su.xiaoman");
        Assert.Equal(RefusalKind.NotFound, (await Assert.ThrowsAsync<RefusedException>(() => business.Get<VisitRegister>().PutAsync(stranger, visit.ClientId, visit.Message(), null))).Kind);
        var elsewhere = await business.ReadAsync(db => db.Stores.Where(row => row.Code == "C01-02").Select(row => row.Id).SingleAsync());
        await RefusesAsync("visit.wrongStore", () => visit.SendAsync(visit.Message() with { StoreId = elsewhere }));
        var foreign = await PhoneVisit.OpenAsync(business, "C04-01");
        Assert.Equal(RefusalKind.NotFound, (await Assert.ThrowsAsync<RefusedException>(() => foreign.SendAsync())).Kind);
    }

    [Fact]
    public async Task A_visit_without_a_plan_needs_a_reason()
    {
        await using var business = await Business.OpenAsync();
        var visit = await PhoneVisit.OpenAsync(business);
        visit.AdHocReason = " ";
        await RefusesAsync("visit.adHocReason", () => visit.SendAsync());
    }

    [Fact]
    public async Task A_routine_visit_is_effective_and_its_columns_can_be_read()
    {
        await using var business = await Business.OpenAsync();
        var visit = (await PhoneVisit.PlannedAsync(business)).HandIn();
        await visit.SendAsync();
        var stored = await visit.StoredAsync();
        Assert.True(stored.Effective);
        Assert.Equal("", stored.Exceptions);
        Assert.Equal(24 * 9.80m, stored.OrderAmount);
        Assert.Equal(0, stored.Distance);
        var line = await business.ReadAsync(db => db.VisitLines.SingleAsync());
        Assert.Equal((4, 20, 12, 13.90m), (line.Facings, line.ShelfQuantity, line.BackQuantity, line.AgreedPrice));
        Assert.Equal(FreshnessBand.Green, await business.ReadAsync(db => db.VisitBatches.Select(row => row.Band).SingleAsync()));
    }

    [Theory]
    [InlineData("short", "Short")]
    [InlineData("outside", "Position")]
    [InlineData("skipped", "StepsMissing")]
    public async Task A_visit_that_was_too_short_elsewhere_or_incomplete_is_kept_and_shown_to_the_reviewer(string what, string exception)
    {
        await using var business = await Business.OpenAsync();
        var visit = await PhoneVisit.PlannedAsync(business);
        var now = business.Clock.GetUtcNow();
        visit.Content = what switch
        {
            "short" => visit.Content with { CheckOut = new(now.AddMinutes(9)) },
            "outside" => visit.Content with { CheckIn = new(now, 30.25, 120.11, 10, false, null) },
            _ => visit.Content with { Materials = [], Skips = new Dictionary<string, string> { ["V-07"] = "没有物料" } },
        };
        await visit.HandIn().SendAsync();
        var stored = await visit.StoredAsync();
        Assert.Equal(VisitState.Submitted, stored.State);
        Assert.False(stored.Effective);
        Assert.Equal(exception, stored.Exceptions);
    }

    [Fact]
    public async Task Mandatory_steps_are_made_or_excused_before_a_visit_is_handed_in()
    {
        await using var business = await Business.OpenAsync();
        var visit = await PhoneVisit.PlannedAsync(business);
        visit.Content = visit.Content with { Topics = [], Batches = [] };
        var refused = await RefusesAsync("visit.stepsMissing", () => visit.HandIn().SendAsync());
        Assert.Equal("V-06, V-11", refused.Arguments[0]);
        Assert.Equal(VisitState.Planned, (await visit.StoredAsync()).State);
    }

    [Theory]
    [InlineData("price", "visit.priceReason")]
    [InlineData("pulled", "visit.pulledSum")]
    [InlineData("tooMuch", "visit.pulled")]
    [InlineData("future", "visit.batchFuture")]
    [InlineData("ancient", "visit.batchOld")]
    [InlineData("cases", "visit.cases")]
    [InlineData("failed", "visit.treatment")]
    [InlineData("fixed", "visit.fixedPhoto")]
    [InlineData("expired", "visit.expiredPull")]
    [InlineData("partly", "visit.expiredPull")]
    [InlineData("blocked", "visit.redPull")]
    [InlineData("placeless", "visit.pulledPlace")]
    [InlineData("stranger", "visit.owner")]
    [InlineData("unsaid", "visit.promotionReason")]
    [InlineData("complaint", "visit.complaintFuture")]
    public async Task What_does_not_add_up_is_refused_with_its_field(string what, string key)
    {
        await using var business = await Business.OpenAsync();
        var visit = await PhoneVisit.PlannedAsync(business);
        var (line, batch) = (visit.Content.Lines[0], visit.Content.Batches[0]);
        visit.Content = what switch
        {
            "price" => visit.Content with { Lines = [line with { Price = 14.60m }] },
            "pulled" => visit.Content with { Batches = [batch with { Pulled = 5, Held = 4 }] },
            "tooMuch" => visit.Content with { Batches = [batch with { Pulled = 21, Held = 21 }] },
            "future" => visit.Content with { Batches = [batch with { ProducedOn = new(2026, 11, 24) }] },
            "ancient" => visit.Content with { Batches = [batch with { ProducedOn = new(2024, 11, 22) }] },
            "cases" => visit.Content with { Lines = [line with { Ordered = 13 }] },
            "failed" => visit.Content with { Checks = [new("price.tag", CheckResult.No, null, null, null, null, null, null)] },
            "fixed" => visit.Content with { Checks = [new("price.tag", CheckResult.No, Treatment.FixedNow, null, null, null, null, null)] },
            "partly" => visit.Content with { Batches = [batch with { ProducedOn = new(2025, 11, 20), Pulled = 19, Returned = 19 }] },
            "blocked" => visit.Content with { Batches = [batch with { ProducedOn = new DateOnly(2026, 11, 23).AddDays(-355) }] },
            "placeless" => visit.Content with { Batches = [batch with { Pulled = 5, Held = 5 }] },
            "stranger" => visit.Content with { Checks = [new("price.tag", CheckResult.No, Treatment.OpenIssue, null, null, null, Guid.NewGuid(), null)] },
            "unsaid" => visit.Content with { Matters = [new(StoreMatterKind.Promotion, Guid.NewGuid(), "堆头", "no", null, null, null, null, null)] },
            "complaint" => visit.Content with { Complaints = [new(null, new(2026, 11, 24), null, "胀袋")] },
            _ => visit.Content with { Batches = [batch with { ProducedOn = new(2025, 11, 20) }] },
        };
        var refused = await RefusesAsync(key, () => visit.HandIn().SendAsync());
        Assert.NotNull(refused.Field);
    }

    [Theory]
    [InlineData(13 * 60 + 55, "")]
    [InlineData(14 * 60 + 5, "Late")]
    public async Task A_visit_should_be_handed_in_by_ten_in_the_evening_of_its_day(int minutesOfUtc, string exception)
    {
        await using var business = await Business.OpenAsync();
        var visit = (await PhoneVisit.PlannedAsync(business)).Go(VisitState.InStore, VisitState.LeftStore);
        business.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero).AddMinutes(minutesOfUtc));
        await visit.Go(VisitState.Submitted).SendAsync();
        Assert.Equal((exception, true), ((await visit.StoredAsync()).Exceptions, (await visit.StoredAsync()).Effective));
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task Every_handing_in_is_kept_for_good_and_can_be_looked_at_again(string database)
    {
        await using var business = await Business.OpenAsync(database);
        var visit = await PhoneVisit.PlannedAsync(business);
        var receipt = await visit.HandIn().SendAsync();
        Assert.Equal([1], (await business.Get<VisitLists>().ReadAsync(visit.Person, receipt.VisitId))!.HandIns.Select(handed => handed.Number));
        await business.Get<VisitReviews>().DecideAsync(receipt.VisitId, VisitDecision.Return, await business.PersonAsync("jiang.xubai"), "缺照片", "back");
        business.Clock.Advance(TimeSpan.FromHours(1));
        visit.BasedOn = (await visit.StoredAsync()).Version;
        visit.Content = visit.Content with { Summary = "已补", Lines = [visit.Content.Lines[0] with { Shelf = 7 }] };
        await visit.Go(VisitState.Submitted).SendAsync();

        var now = (await business.Get<VisitLists>().ReadAsync(visit.Person, receipt.VisitId))!;
        Assert.Equal((null, "已补", 7, 2), (now.Earlier, now.Content.Summary, now.Lines[0].ShelfQuantity, now.HandIns.Count));
        var before = (await business.Get<VisitLists>().ReadAsync(visit.Person, receipt.VisitId, 1))!;
        Assert.Equal((1, "正常", 20, 13.90m, 1), (before.Earlier, before.Content.Summary, before.Lines[0].ShelfQuantity, before.Lines[0].AgreedPrice, before.Batches.Count));
        Assert.Null((await business.Get<VisitLists>().ReadAsync(visit.Person, receipt.VisitId, 9))!.Earlier);
    }

    [Fact]
    public async Task A_visit_that_was_made_without_a_network_counts_although_its_day_was_over()
    {
        await using var business = await Business.OpenAsync();
        var visit = (await PhoneVisit.PlannedAsync(business)).HandIn();
        business.Clock.Advance(TimeSpan.FromHours(20));
        Assert.Equal(1, await business.Get<VisitReviews>().EndDaysAsync());
        Assert.Equal(VisitState.Missed, (await visit.StoredAsync()).State);
        Assert.Equal(0, await business.Get<VisitReviews>().EndDaysAsync());
        var receipt = await visit.SendAsync();
        Assert.Equal((VisitState.Submitted, false), (receipt.State, receipt.Conflict));
        var stored = await visit.StoredAsync();
        Assert.Equal(new DateOnly(2026, 11, 23), stored.Day);
        Assert.True(stored.Effective);
    }

    [Fact]
    public async Task A_visit_may_be_called_off_before_its_day_but_on_the_day_the_area_manager_is_asked()
    {
        await using var business = await Business.OpenAsync();
        var later = await PhoneVisit.PlannedAsync(business, new(2026, 11, 25));
        Assert.Equal(VisitState.Cancelled, (await later.GoWith(VisitState.Cancelled, "盘点").SendAsync()).State);
        var today = await PhoneVisit.PlannedAsync(business, store: "C01-02");
        var asked = await today.GoWith(VisitState.Cancelled, "店休").SendAsync();
        Assert.Equal((VisitState.Planned, true), (asked.State, asked.CancelAsked));
        Assert.Equal(VisitMatters.Cancellation, VisitMatters.Read(await business.ReadAsync(db => db.Cases.Where(file => file.Id == asked.CaseId).Select(file => file.DataJson).SingleAsync()))!.Value.Kind);
        business.Clock.Advance(TimeSpan.FromHours(20));
        Assert.Equal(0, await business.Get<VisitReviews>().EndDaysAsync());
        await business.Get<VisitReviews>().DecideAsync(asked.VisitId, VisitDecision.Cancel, await business.PersonAsync("jiang.xubai"), null, "once");
        await business.Get<VisitReviews>().DecideAsync(asked.VisitId, VisitDecision.Cancel, await business.PersonAsync("jiang.xubai"), null, "once");
        Assert.Equal((VisitState.Cancelled, "店休"), ((await today.StoredAsync()).State, (await today.StoredAsync()).StateNote));
    }

    [Fact]
    public async Task A_second_refusal_of_a_store_within_14_days_goes_to_the_area_manager()
    {
        await using var business = await Business.OpenAsync();
        foreach (var (days, cases) in new[] { (0, 0), (13, 1), (2, 2), (40, 2) })
        {
            business.Clock.Advance(TimeSpan.FromDays(days));
            var visit = await PhoneVisit.OpenAsync(business);
            await visit.Go(VisitState.InStore).GoWith(VisitState.Abandoned, "不让进", Abandonment.Refused).SendAsync();
            Assert.Equal(cases, await business.ReadAsync(db => db.Cases.CountAsync(file => file.Process == VisitRegister.Process)));
        }
    }

    private static async Task<Refusal> RefusesAsync(string key, Func<Task> act) =>
        Assert.Single((await Assert.ThrowsAsync<RefusedException>(act)).Refusals, refusal => refusal.Key == key);
}
