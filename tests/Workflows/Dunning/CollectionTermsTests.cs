using Microsoft.EntityFrameworkCore;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Receivables;

namespace ProcessSales.Workflows.Tests.Dunning;

/// <summary>The firm's own terms of settlement and reminding, from their day on (domain.md 2.6 and 3.3).</summary>
public sealed class CollectionTermsTests
{
    [Fact]
    public void What_cannot_be_is_named()
    {
        Assert.Empty(new CollectionTerms().Problems());
        (CollectionTerms Terms, string Field)[] wrong =
        [
            (new() { DueSoonDays = 0 }, "DueSoonDays"), (new() { GraceDays = -1 }, "GraceDays"), (new() { DailyInterest = 0.02m }, "DailyInterest"), (new() { SmallRest = -1 }, "SmallRest"), (new() { SmallRestShare = 0.2m }, "SmallRestShare"),
            (new() { DisputeDays = 0 }, "DisputeDays"), (new() { Until = new(21, 0) }, "Until"), (new() { At = new(20, 0) }, "Until"), (new() { Gap = 1 }, "Gap"), (new() { KeptShare = 1.1m }, "KeptShare"), (new() { SnoozeDays = 0 }, "SnoozeDays"),
            (new() { HoldAmount = -1 }, "HoldAmount"), (new() { LimitationMonths = 37 }, "LimitationMonths"), (new() { Account = new('6', 201) }, "Account"), (new() { PayDayRule = (PayDayRule)7 }, "PayDayRule"),
        ];
        foreach (var (terms, field) in wrong) Assert.Contains(terms.Problems(), problem => problem.Field == field);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task They_hold_from_their_day_on_and_the_audit_says_what_changed(string database)
    {
        await using var oracle = await Oracle.OpenAsync(database);
        var business = oracle.Business;
        var (book, administrator, desk, han) = (business.Get<CollectionTermsBook>(), await business.PersonAsync("admin"), business.Get<CollectionDesk>(), await business.PersonAsync("han.shiyu"));
        await Assert.ThrowsAsync<RefusedException>(async () => await book.SetAsync(await business.PersonAsync("he.mingqian"), Oracle.Wednesday, new()));
        Assert.Equal("Gap", (await Assert.ThrowsAsync<RefusedException>(() => book.SetAsync(administrator, Oracle.Wednesday, new() { Gap = 0 }))).Refusals[0].Field);
        await book.SetAsync(administrator, Oracle.Wednesday.AddDays(1), new() { SnoozeDays = 1, LongestPause = 10, DisputeDays = 3, SmallRest = 12.5m, PayDayRule = PayDayRule.Previous });
        var entry = await business.ReadAsync(db => db.Audit.SingleAsync(row => row.Subject == "collection-terms"));
        Assert.Equal("PayDayRule \"Next\" > \"Previous\", SmallRest 50 > 12.5, DisputeDays 10 > 3, LongestPause 30 > 10, SnoozeDays 2 > 1", entry.Comment);

        await oracle.Runner.RunAsync();
        var (payer, manager) = (await oracle.PayerAsync("C04"), await business.PersonAsync("gu.xingzhou"));
        Assert.Equal("snooze.days", (await Assert.ThrowsAsync<RefusedException>(() => desk.SnoozeAsync(han, payer, 3, "出差"))).Refusals[0].Key);
        oracle.Go(Oracle.Wednesday.AddDays(1));
        var refused = (await Assert.ThrowsAsync<RefusedException>(() => desk.SnoozeAsync(han, payer, 2, "出差"))).Refusals[0];
        Assert.Equal(("snooze.days", 1), (refused.Key, (int)refused.Arguments[0]!));
        await desk.SnoozeAsync(han, payer, 1, "出差");
        Assert.Equal("pause.days", (await Assert.ThrowsAsync<RefusedException>(() => desk.PauseAsync(manager, payer, Oracle.Wednesday.AddDays(12), "核对中"))).Refusals[0].Key);
        Assert.Equal(12.5m, (await book.CurrentAsync()).SmallRest);
    }

    [Fact]
    public async Task What_the_calendar_foretells_by_the_terms_of_each_day_is_what_the_runs_of_those_days_send()
    {
        await using var oracle = await Oracle.OpenAsync();
        var business = oracle.Business;
        var (book, finance) = (business.Get<CollectionTermsBook>(), await business.PersonAsync("he.mingqian"));
        await business.WriteAsync(async db =>
        {
            // Levels that fall on weekends before and after the change.
            var payer = await db.Customers.Where(row => row.Code == "C03").Select(row => row.Id).SingleAsync();
            foreach (var due in new[] { "2026-11-28", "2026-12-06", "2026-12-12", "2026-12-13", "2026-12-20", "2026-12-26" }) db.Receivables.Add(Oracle.New(payer, $"W-{due}", 100, DateOnly.Parse(due)));
        });
        var before = await ForetoldAsync(business, finance);
        Assert.DoesNotContain(before, one => one.Contains("AR-16"));
        // From Monday 7 December on a weekend is no gap any more, and 38.50 is worth asking for.
        await book.SetAsync(await business.PersonAsync("admin"), new(2026, 12, 7), new() { Gap = 6, SmallRest = 30 });
        var foretold = await ForetoldAsync(business, finance);
        Assert.Contains("2026-12-07 AR-16 O4", foretold);
        Assert.Contains("2026-12-11 W-2026-12-13 R3", before);
        Assert.DoesNotContain("2026-12-11 W-2026-12-13 R3", foretold);
        Assert.Contains("2026-12-14 W-2026-12-13 O1", foretold);
        Assert.Equal(before.Where(one => string.CompareOrdinal(one, "2026-12-04") < 0), foretold.Where(one => string.CompareOrdinal(one, "2026-12-04") < 0));
        for (var day = Oracle.Wednesday; day <= new DateOnly(2027, 1, 4); day = day.AddDays(1))
        {
            oracle.Go(day);
            await oracle.Runner.RunIfDueAsync();
        }

        var sent = (await business.ReadAsync(db => db.Reminders.Where(row => row.RunId != null)
                .Join(db.Receivables, row => row.ReceivableId, item => item.Id, (row, item) => new { row.Day, item.Number, row.Rank }).ToListAsync()))
            .Select(row => $"{row.Day:yyyy-MM-dd} {row.Number} {Reminder.RungOf(row.Rank)}").Order(StringComparer.Ordinal);
        Assert.Equal(foretold, sent);
    }

    [Fact]
    public async Task Who_is_told_of_what_nobody_answers_and_when_a_run_begins_goes_by_the_day()
    {
        await using var oracle = await Oracle.OpenAsync();
        var business = oracle.Business;
        var (coming, finance) = (business.Get<ComingUp>(), await business.PersonAsync("he.mingqian"));
        await oracle.Runner.RunAsync();
        Assert.Contains(await coming.ListAsync(finance, "C04", 30), one => one is { Kind: ComingKind.Unanswered, Number: "AR-06" } && one.Day == new DateOnly(2026, 11, 30));
        await business.Get<CollectionTermsBook>().SetAsync(await business.PersonAsync("admin"), new(2026, 11, 27), new() { AnswerDays = 1, At = new(10, 30) });
        Assert.Contains(await coming.ListAsync(finance, "C04", 30), one => one is { Kind: ComingKind.Unanswered, Number: "AR-06" } && one.Day == new DateOnly(2026, 11, 27));
        oracle.Go(new(2026, 11, 26));
        Assert.NotNull(await oracle.Runner.RunIfDueAsync());
        Assert.Equal(0, await UnansweredAsync());
        // Nine o'clock is too early now.
        oracle.Go(new(2026, 11, 27));
        Assert.Null(await oracle.Runner.RunIfDueAsync());
        business.Clock.Advance(TimeSpan.FromMinutes(90));
        Assert.NotNull(await oracle.Runner.RunIfDueAsync());
        Assert.NotEqual(0, await UnansweredAsync());

        Task<int> UnansweredAsync() => business.ReadAsync(db => db.ReminderNotices.CountAsync(row => row.Kind == NoticeKind.Unanswered));
    }

    [Fact]
    public void The_first_day_of_what_terms_put_on_a_day_goes_by_the_terms_of_that_day()
    {
        DateOnly[] day = [.. Enumerable.Range(1, 30).Select(number => new DateOnly(2026, 12, number))];
        var history = new Terms.TermsHistory<CollectionTerms>([(day[19], new() { DisputeDays = 2 }), (day[9], new() { DisputeDays = 4 })]);
        Assert.Equal([10, 4, 4, 2, 2], new[] { 0, 9, 18, 19, 29 }.Select(index => history.On(day[index]).DisputeDays));
        Assert.Equal(day[10], history.FirstDay(day[0], terms => day[6].AddDays(terms.DisputeDays)));
        Assert.Equal(day[9], history.FirstDay(day[0], terms => day[3].AddDays(terms.DisputeDays)));
        Assert.Equal(day[19], history.FirstDay(day[0], terms => day[16].AddDays(terms.DisputeDays)));
        Assert.Equal(day[25], history.FirstDay(day[25], terms => day[3].AddDays(terms.DisputeDays)));
    }

    private static async Task<List<string>> ForetoldAsync(Running.Business business, Guid person) =>
        [.. (await business.Get<ComingUp>().ListAsync(person, null, 40)).Where(one => one.Kind == ComingKind.Reminder).Select(one => $"{one.Day:yyyy-MM-dd} {one.Number} {one.Rung}").Order(StringComparer.Ordinal)];
}
