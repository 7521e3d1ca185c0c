using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Workflows.Tests.Dunning;

/// <summary>The twenty rows of domain.md section 5 and what surrounds them.</summary>
public sealed class OracleTests
{
    private static readonly string[] OnTheDay = ["AR-02 R1", "AR-03 R2", "AR-04 R3", "AR-05 O1", "AR-06 O2", "AR-09 O3", "AR-11 O5", "AR-12 O6", "AR-13 O2", "AR-20 O1"];

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task The_twenty_rows_get_exactly_these_reminders_and_nine_people_one_message_each_payer(string database)
    {
        await using var oracle = await Oracle.OpenAsync(database);
        var run = (await oracle.Runner.RunAsync())!;
        Assert.Null(run.Error);
        Assert.Equal(DunningRunState.Done, run.State);
        Assert.Equal(OnTheDay, await oracle.SentAsync(Oracle.Wednesday));
        Assert.Equal(
            [
                "C01 方予安 (02)", "C01 林知远 (PromiseBroken, 09, 20)", "C01 江叙白 (PromiseBroken, 09)", "C02 苏小满 (03, 04, 13)", "C03 周以衡 (05)", "C04 韩时雨 (06)", "C05 贺明谦 (11, 12)",
                "C05 陆庭川 (11)", "C05 顾行舟 (12)",
            ],
            (await oracle.MessagesAsync()).Order(StringComparer.Ordinal));
        var direct = await oracle.Business.ReadAsync(db => db.Notifications.Where(row => row.Process == "settlement-reminder" && row.Class == NotificationClass.Reminder).ToListAsync());
        Assert.Equal(9, direct.Count);
        Assert.All(direct, message => Assert.Null(message.Fault));

        // AR-13 is asked for without what is in dispute; of AR-20 three levels are passed over.
        Assert.Equal(41_500m, await oracle.Business.ReadAsync(db => db.Reminders.Where(row => row.Level == ReminderLevel.O2 && row.Amount == 41_500m).Select(row => row.Amount).SingleAsync()));
        var skipped = await oracle.Business.ReadAsync(db => db.Reminders.Where(row => row.PassedOver != "").Join(db.Receivables, row => row.ReceivableId, item => item.Id, (row, item) => new { item.Number, Told = row }).ToListAsync());
        Assert.Equal(["AR-20 R1", "AR-20 R2", "AR-20 R3"], skipped.SelectMany(row => row.Told.Passed.Select(rung => $"{row.Number} {rung}")));
        var reasons = JsonSerializer.Deserialize<Dictionary<string, int>>(run.ReasonsJson)!;
        Assert.Equal((19, 10, 9), (run.Picked, run.Sent, run.LeftOut));
        Assert.Equal(
            new() { ["NothingOpen"] = 1, ["NotYet"] = 1, ["AlreadySent"] = 4, ["Disputed"] = 1, ["SmallRest"] = 1, ["Promised"] = 1 },
            reasons);
        var netted = direct.Single(message => message.Body.Contains("AR-13", StringComparison.Ordinal));
        Assert.Contains("¥3,200.00", netted.Body);
        Assert.Contains("¥41,500.00", netted.Body);
    }

    [Theory]
    [InlineData("SQLite")]
    [InlineData("PostgreSQL")]
    public async Task A_chain_that_pays_on_its_own_day_is_reminded_from_that_day_and_its_items_age_from_their_due_date(string database)
    {
        await using var oracle = await Oracle.OpenAsync(database);
        var business = oracle.Business;
        var payer = await oracle.PayerAsync("C03");
        await business.WriteAsync(async db =>
        {
            await db.Customers.Where(row => row.Id == payer).ExecuteUpdateAsync(set => set.SetProperty(row => row.ReminderBase, ReminderBase.ExpectedPay));
            await db.Receivables.Where(row => row.Number == "AR-05").ExecuteUpdateAsync(set => set.SetProperty(row => row.ExpectedOn, Oracle.Wednesday.AddDays(10)));
            var item = Oracle.New(payer, "AR-21", 5_000m, Oracle.Wednesday.AddDays(-3));
            item.ExpectedOn = Oracle.Wednesday.AddDays(7);
            db.Receivables.Add(item);
        });
        await oracle.Runner.RunAsync();
        Assert.Equal(OnTheDay.Except(["AR-05 O1"]).Append("AR-21 R1").Order(StringComparer.Ordinal), await oracle.SentAsync(Oracle.Wednesday));
        var message = await business.ReadAsync(db => db.Notifications.Where(row => row.Body.Contains("AR-21") && row.Class == NotificationClass.Reminder).SingleAsync());
        Assert.Contains("预计2026-12-02起付款", message.Subject);
        Assert.Contains("逾期 3 天", message.Body);
        // The contract says since when it is overdue; the calendar, when it will be told.
        var finance = await business.PersonAsync("he.mingqian");
        Assert.Equal(1, (await business.Get<CollectionViews>().PayerAsync(finance, "C03"))!.Items.Single(item => item.Number == "AR-05").DaysLate);
        Assert.Contains(await business.Get<ComingUp>().ListAsync(finance, "C03", 30), one => one is { Kind: ComingKind.Reminder, Number: "AR-05", Rung.Level: ReminderLevel.O1 } && one.Day == new DateOnly(2026, 12, 7));

        // A letter to the chain says nothing of days after the due date where they are not counted from it.
        var letters = business.Get<LetterDesk>();
        var letter = await letters.ViewAsync(finance, await letters.DraftAsync(finance, payer, LetterTone.Demand, null));
        Assert.Equal((ReminderLevel.O3, (int?)null), (letter.Letter.Level, letter.Letter.LevelDays));
        Assert.Equal(15, (await business.ReadAsync(db => db.DunningLetters.Where(row => row.PayerId != payer && row.Tone == LetterTone.Demand).ToListAsync())).Single().LevelDays);

        // From the due date again, it is told what it has reached since.
        await business.WriteAsync(db => db.Customers.Where(row => row.Id == payer).ExecuteUpdateAsync(set => set.SetProperty(row => row.ReminderBase, ReminderBase.DueDate)));
        oracle.Go(Oracle.Wednesday.AddDays(1));
        await oracle.Runner.RunAsync();
        Assert.Subset((await oracle.SentAsync(Oracle.Wednesday.AddDays(1))).ToHashSet(), new HashSet<string> { "AR-05 O1", "AR-21 O1" });
    }

    [Theory]
    [InlineData("2026-11-23", "2026-11-23", null)] // a Monday: the promise of T-2 fell on a Saturday
    [InlineData("2026-11-24", "2026-11-24", null)]
    [InlineData("2026-11-25", "2026-11-25", null)]
    [InlineData("2026-11-27", "2026-11-27", "AR-19 R3")] // a Friday: what falls due on Sunday is told ahead (rule 4)
    [InlineData("2026-11-28", "2026-11-30", null)] // loaded on a Saturday, T is the Monday
    public async Task The_demo_company_gets_on_T_what_the_table_says_whatever_day_it_is_loaded_on(string loaded, string day, string? ahead)
    {
        await using var oracle = await Oracle.OpenDemoAsync(DateOnly.Parse(loaded));
        oracle.Go(DateOnly.Parse(day));
        var run = (await oracle.Runner.RunIfDueAsync())!;
        Assert.Null(run.Error);
        Assert.Equal(OnTheDay.Concat(ahead is null ? [] : [ahead]).Order(StringComparer.Ordinal), await oracle.SentAsync(run.Day));
        Assert.Equal(
            [
                // On a Friday the promise of the Monday is a working day away.
                "C01 方予安 (02)", ahead is null ? "C01 林知远 (PromiseBroken, 09, 20)" : "C01 林知远 (PromiseAhead, PromiseBroken, 09, 20)", "C01 江叙白 (PromiseBroken, 09)", "C02 苏小满 (03, 04, 13)", "C03 周以衡 (05)", "C04 韩时雨 (06)", .. ahead is null ? Array.Empty<string>() : ["C05 罗舒窈 (19)"], "C05 贺明谦 (11, 12)",
                "C05 陆庭川 (11)", "C05 顾行舟 (12)",
            ],
            (await oracle.MessagesAsync()).Order(StringComparer.Ordinal));
        Assert.Equal(0, (await oracle.Runner.RunAsync())!.Sent);
    }

    [Fact]
    public async Task A_second_run_on_the_day_sends_nothing()
    {
        await using var oracle = await Oracle.OpenAsync();
        await oracle.Runner.RunAsync();
        var told = await oracle.Business.ReadAsync(db => db.Notifications.CountAsync());
        var again = (await oracle.Runner.RunAsync())!;
        Assert.Equal(0, again.Sent);
        Assert.Equal(told, await oracle.Business.ReadAsync(db => db.Notifications.CountAsync()));
        Assert.Null(await oracle.Runner.RunIfDueAsync());
    }

    [Fact]
    public async Task T_04_after_eight_days_of_downtime_each_item_comes_once_at_its_level_of_then()
    {
        await using var oracle = await Oracle.OpenAsync();
        oracle.Go(Oracle.Wednesday.AddDays(8));
        var run = (await oracle.Runner.RunIfDueAsync())!;
        Assert.Equal(
            [
                "AR-02 O1", "AR-03 O1", "AR-04 O2", "AR-05 O2", "AR-06 O3", "AR-07 O3", "AR-08 O3", "AR-09 O3", "AR-11 O5", "AR-12 O6", "AR-13 O3", "AR-15 O2", "AR-19 O1", "AR-20 O2",
            ],
            await oracle.SentAsync(run.Day));
        Assert.Equal(0, (await oracle.Runner.RunAsync())!.Sent);
    }

    [Fact]
    public async Task On_a_holiday_nothing_goes_out_and_the_next_working_day_sends_each_once_at_its_level_of_then()
    {
        var holiday = new DateOnly(2026, 10, 1);
        await using var oracle = await Oracle.OpenAsync(today: holiday);
        Assert.Null(await oracle.Runner.RunIfDueAsync());
        Assert.Null(await oracle.Runner.RunAsync());
        Assert.Empty(await oracle.MessagesAsync());
        oracle.Go(new(2026, 10, 8));
        var run = (await oracle.Runner.RunIfDueAsync())!;
        Assert.Equal(
            [
                "AR-02 R3", "AR-03 O1", "AR-04 O2", "AR-05 O2", "AR-06 O2", "AR-07 O3", "AR-09 O3", "AR-11 O5", "AR-12 O6", "AR-13 O3", "AR-15 O2", "AR-19 O1", "AR-20 O2",
            ],
            await oracle.SentAsync(run.Day));
        // AR-08 was promised for the 4th: the day of grace is the first working day after it.
        oracle.Go(new(2026, 10, 9));
        await oracle.Runner.RunIfDueAsync();
        Assert.Contains("AR-08 O3", await oracle.SentAsync(new(2026, 10, 9)));
    }

    [Fact]
    public async Task Before_nine_nothing_goes_out_and_nothing_is_caught_up_after_eight_in_the_evening()
    {
        await using var oracle = await Oracle.OpenAsync();
        var nine = oracle.Business.Clock.GetUtcNow();
        oracle.Business.Clock.AdjustTime(nine.AddMinutes(-1));
        Assert.Null(await oracle.Runner.RunIfDueAsync());
        oracle.Business.Clock.AdjustTime(nine.AddHours(11));
        Assert.Null(await oracle.Runner.RunIfDueAsync());
        oracle.Business.Clock.AdjustTime(nine.AddHours(11).AddMinutes(-1));
        Assert.Equal(10, (await oracle.Runner.RunIfDueAsync())!.Sent);
    }

    [Fact]
    public async Task T_12_what_was_paid_a_second_before_is_not_asked_for_and_of_what_was_paid_in_part_the_rest()
    {
        await using var oracle = await Oracle.OpenAsync();
        await oracle.PayAsync("AR-05");
        await oracle.PayAsync("AR-06", 450.25m);
        await oracle.PayAsync("AR-18", -1_000m);
        await oracle.Runner.RunAsync();
        Assert.Equal(OnTheDay.Where(sent => sent != "AR-05 O1"), await oracle.SentAsync(Oracle.Wednesday));
        Assert.Contains("¥450.25", await BodyAsync(oracle, "AR-06"));
        Assert.Contains("净额 ¥99,680.00", await BodyAsync(oracle, "AR-13"));
    }

    [Fact]
    public async Task T_12_what_is_paid_between_the_look_and_the_message_is_not_asked_for()
    {
        Oracle? late = null;
        // The payers come in the order of their codes: C04 pays while the messages about C01 go out.
        await using var oracle = await Oracle.OpenAsync(more: services => services.AddSingleton(new Meanwhile(() => late!.PayAsync("AR-06"))));
        late = oracle;
        await oracle.Runner.RunAsync();
        Assert.DoesNotContain("AR-06 O2", await oracle.SentAsync(Oracle.Wednesday));
    }

    [Fact]
    public async Task Rule_8_unclaimed_money_holds_a_payers_message_for_one_working_day_and_finance_is_asked_to_claim_it()
    {
        Oracle? late = null;
        await using var oracle = await Oracle.OpenAsync(more: services => services.AddSingleton<IFreshMoney>(new Unclaimed(async () => await late!.PayerAsync("C02"))));
        late = oracle;
        var run = (await oracle.Runner.RunAsync())!;
        Assert.DoesNotContain("AR-13 O2", await oracle.SentAsync(run.Day));
        Assert.Contains("C02 程一诺 (ClaimMoney)", await oracle.MessagesAsync());
        Assert.Equal(3, await oracle.Business.ReadAsync(db => db.DunningRunLines.CountAsync(line => line.RunId == run.Id && line.Why == LeftOut.MoneyArrived)));
        oracle.Go(Oracle.Wednesday.AddDays(1));
        await oracle.Runner.RunAsync();
        Assert.Contains("AR-13 O2", await oracle.SentAsync(Oracle.Wednesday.AddDays(1)));
    }

    private static Task<string> BodyAsync(Oracle oracle, string number) => oracle.Business.ReadAsync(db => db.Notifications
        .Where(row => row.Process == "settlement-reminder" && row.Class == NotificationClass.Reminder && row.Body.Contains(number)).Select(row => row.Body).FirstAsync());

    private sealed class Unclaimed(Func<Task<Guid>> payer) : IFreshMoney
    {
        private readonly Guid receipt = Guid.NewGuid();

        public async Task<IReadOnlyList<FreshMoney>> SinceAsync(ProcessSalesDb db, DateTimeOffset since, CancellationToken cancellationToken) => [new(receipt, await payer(), false)];
    }
}
