using Microsoft.Extensions.Time.Testing;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Dunning;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Receivables;

namespace ProcessSales.Workflows.Tests.Dunning;

/// <summary>The rules of domain.md 3.3, one by one, without a database.</summary>
public sealed class DunningRulesTests
{
    private static readonly DateOnly Wednesday = new(2026, 11, 25);
    private static readonly CollectionTerms Settlement = new();

    [Theory]
    [InlineData(-20, null)]
    [InlineData(-8, null)]
    [InlineData(-7, "R1")]
    [InlineData(-3, "R2")]
    [InlineData(-1, "R2")]
    [InlineData(0, "R3")]
    [InlineData(1, "O1")]
    [InlineData(7, "O2")]
    [InlineData(15, "O3")]
    [InlineData(30, "O4")]
    [InlineData(60, "O5")]
    [InlineData(90, "O6")]
    [InlineData(119, "O6")]
    [InlineData(120, "Q1")]
    [InlineData(149, "Q1")]
    [InlineData(150, "Q2")]
    [InlineData(300, "Q7")]
    public void Rule_1_sends_the_highest_level_that_is_reached(int daysLate, string? level) =>
        Assert.Equal(level, Decide(Item(daysLate)).Send?.ToString());

    [Fact]
    public void Rule_1_passes_over_what_lies_between_so_that_downtime_brings_no_flood()
    {
        var verdict = Decide(Item(1));
        Assert.Equal("O1", verdict.Send.ToString());
        Assert.Equal(["R1", "R2", "R3"], verdict.Skipped.Select(rung => rung.ToString()));
        Assert.Equal(["O1"], Decide(Item(8, sent: new(ReminderLevel.R3))).Skipped.Select(rung => rung.ToString()));
    }

    [Fact]
    public void Rule_2_sends_no_level_again()
    {
        Assert.Equal(LeftOut.AlreadySent, Decide(Item(9, sent: new(ReminderLevel.O2))).Why);
        Assert.Equal(LeftOut.AlreadySent, Decide(Item(-2, sent: new(ReminderLevel.R2))).Why);
        Assert.Equal(LeftOut.AlreadySent, Decide(Item(140, sent: new(ReminderLevel.Q))).Why);
        Assert.Equal("Q2", Decide(Item(150, sent: new(ReminderLevel.Q))).Send.ToString());
    }

    [Fact]
    public void Rule_4_sends_nothing_when_people_do_not_work() =>
        Assert.Equal(LeftOut.NoWorkday, DunningRules.Decide(Item(1), new(), Ladder.Usual, Day(new DateOnly(2026, 10, 3)), Settlement).Why);

    [Theory]
    // The week of the national day: the last working day is 30 September, the next 8 October.
    [InlineData("2026-10-03", "2026-09-30", "R3")]
    [InlineData("2026-10-06", "2026-09-30", "R3")]
    [InlineData("2026-10-10", "2026-09-30", "R2")] // due on the 10th: R2 falls on the 7th
    [InlineData("2026-10-14", "2026-09-30", "R1")]
    [InlineData("2026-10-15", "2026-09-30", null)] // R1 falls on the 8th, a working day
    [InlineData("2026-10-02", "2026-09-30", "R3")]
    [InlineData("2026-09-29", "2026-09-30", "O1")]
    [InlineData("2026-09-24", "2026-09-30", "R3-no")] // O2 falls into the gap and waits
    // A single day off is no gap: Friday looks ahead over a weekend only because Monday is three days away.
    [InlineData("2026-11-28", "2026-11-27", "R3")]
    [InlineData("2026-11-29", "2026-11-26", "R2")]
    // The make-up Saturday 14 February ends before nine days off.
    [InlineData("2026-02-20", "2026-02-14", "R3")]
    public void Rule_4_looks_ahead_before_a_gap_for_what_is_not_yet_due(string due, string today, string? level)
    {
        var item = Item(0) with { BaseDate = DateOnly.Parse(due) };
        if (level == "R3-no") item = item with { Sent = new(ReminderLevel.O1) };
        var verdict = DunningRules.Decide(item, new(), Ladder.Usual, Day(DateOnly.Parse(today)), Settlement);
        if (level == "R3-no") Assert.Equal(LeftOut.AlreadySent, verdict.Why);
        else Assert.Equal(level, verdict.Send?.ToString());
    }

    [Fact]
    public void Rule_5_stops_for_the_lawyers_and_pauses_until_a_day()
    {
        Assert.Equal(LeftOut.Stopped, Decide(Item(8) with { Stopped = true }).Why);
        Assert.Equal(LeftOut.Paused, Decide(Item(8), new(PausedUntil: Wednesday)).Why);
        Assert.NotNull(Decide(Item(8), new(PausedUntil: Wednesday.AddDays(-1))).Send);
        Assert.Equal(LeftOut.NothingOpen, Decide(Item(8) with { Open = 0 }).Why);
    }

    [Fact]
    public void Rule_6_asks_only_for_what_is_not_in_dispute()
    {
        var item = Item(8) with { Amount = 48_000, Open = 48_000, Disputed = 6_500 };
        Assert.Equal(41_500m, item.Undisputed);
        Assert.Equal("O2", Decide(item).Send.ToString());
        Assert.Equal(LeftOut.Disputed, Decide(Item(20) with { Disputed = 7_300, Open = 7_300 }).Why);
        // Settled against the payer: at its true age, one level only.
        Assert.Equal("O3", Decide(Item(20, sent: new(ReminderLevel.O1))).Send.ToString());
    }

    [Fact]
    public void Rule_7_waits_for_a_promise_unless_too_many_were_broken()
    {
        var promised = Item(16, sent: new(ReminderLevel.O2)) with { PromisedUntil = Wednesday };
        Assert.Equal(LeftOut.Promised, Decide(promised).Why);
        Assert.Equal("O3", Decide(promised, new(PromisesPause: false)).Send.ToString());
        Assert.Equal("O3", Decide(promised with { PromisedUntil = Wednesday.AddDays(-1) }).Send.ToString());
    }

    [Theory]
    [InlineData(950, 0, PromiseState.Kept)]
    [InlineData(949, 0, null)]
    [InlineData(949, 1, PromiseState.Part)]
    [InlineData(0, 1, PromiseState.Broken)]
    [InlineData(0, 0, null)]
    [InlineData(1000, 5, PromiseState.Kept)]
    public void Rule_7_says_what_became_of_a_promise(int paid, int daysAfterLast, PromiseState? outcome) =>
        Assert.Equal(outcome, PromiseStates.Outcome(1_000, paid, Wednesday, Wednesday.AddDays(daysAfterLast), 0.95m));

    [Fact]
    public void Rule_8_holds_while_money_is_fresh() => Assert.Equal(LeftOut.MoneyArrived, Decide(Item(8), new(MoneyArrived: true)).Why);

    [Theory]
    [InlineData(45_200, 38.50, true)]
    [InlineData(45_200, 50, false)] // more than 0.1 %
    [InlineData(60_000, 50, true)]
    [InlineData(60_000, 50.01, false)]
    [InlineData(38.50, 38.50, false)] // a small invoice is no rest
    public void Rule_9_leaves_a_small_rest(double amount, double open, bool small) => Assert.Equal(small, Settlement.IsSmallRest((decimal)amount, (decimal)open));

    [Fact]
    public void Rule_10_never_asks_for_a_credit_note() => Assert.Equal(LeftOut.NothingOpen, Decide(Item(8) with { Amount = -3_200, Open = -3_200 }).Why);

    [Theory]
    [InlineData(6_000, 0, 0, 0, CreditHoldReason.Overdue)]
    [InlineData(5_000, 0, 0, 0, null)]
    [InlineData(0, 100_001, 100_000, 0, CreditHoldReason.OverLimit)]
    [InlineData(0, 100_000, 100_000, 0, null)]
    [InlineData(0, 100_000, 0, 0, null)]
    [InlineData(0, 1, 100_000, 2, CreditHoldReason.BrokenPromises)]
    [InlineData(0, 1, 100_000, 1, null)]
    public void Rule_14_proposes_a_hold(int late, int exposure, int limit, int broken, CreditHoldReason? reason) =>
        Assert.Equal(reason, CreditHoldStates.Proposal(late, exposure, limit, broken, new()));

    [Fact]
    public void Rule_15_tells_the_interest_of_the_vector()
    {
        Assert.Equal(300.30m, DunningRules.Interest(18_200, 33, 0.0005m));
        Assert.Equal(0m, DunningRules.Interest(18_200, 0, 0.0005m));
    }

    [Fact]
    public void Rule_16_reminds_own_people_only_and_never_a_store()
    {
        var told = Ladder.Usual.Steps.SelectMany(step => step.To.Concat(step.Copy)).ToHashSet();
        Assert.DoesNotContain(Role.Pcc, told);
        Assert.Equal([LetterTone.Friendly, LetterTone.Demand, LetterTone.Final], Ladder.Usual.Steps.Select(step => step.Tone).OfType<LetterTone>());
    }

    [Theory]
    [InlineData(nameof(PromiseState.Proposed), "Open,Cancelled")]
    [InlineData(nameof(PromiseState.Open), "Kept,Part,Broken,Cancelled")]
    [InlineData(nameof(PromiseState.Kept), "")]
    [InlineData(nameof(PromiseState.Part), "")]
    [InlineData(nameof(PromiseState.Broken), "")]
    [InlineData(nameof(PromiseState.Cancelled), "")]
    public void A_promise_goes_only_where_the_table_lets_it(string from, string to) =>
        Assert.Equal(to, string.Join(',', Enum.GetValues<PromiseState>().Where(state => Enum.Parse<PromiseState>(from).Allows(state))));

    [Theory]
    [InlineData(nameof(CreditHoldState.Proposed), "Confirmed,Released,Refused")]
    [InlineData(nameof(CreditHoldState.Confirmed), "Released")]
    [InlineData(nameof(CreditHoldState.Released), "")]
    [InlineData(nameof(CreditHoldState.Refused), "")]
    public void A_hold_goes_only_where_the_table_lets_it(string from, string to) =>
        Assert.Equal(to, string.Join(',', Enum.GetValues<CreditHoldState>().Where(state => Enum.Parse<CreditHoldState>(from).Allows(state))));

    [Theory]
    [InlineData(nameof(LetterState.Draft), "Sent,Dropped")]
    [InlineData(nameof(LetterState.Sent), "Proven")]
    [InlineData(nameof(LetterState.Proven), "")]
    [InlineData(nameof(LetterState.Dropped), "")]
    public void A_letter_goes_only_where_the_table_lets_it(string from, string to) =>
        Assert.Equal(to, string.Join(',', Enum.GetValues<LetterState>().Where(state => Enum.Parse<LetterState>(from).Allows(state))));

    [Fact]
    public void A_ladder_must_rise()
    {
        LadderStep Step(ReminderLevel level, int days) => new(level, days, [Role.Kam], []);
        Assert.Equal("ladder.order", Assert.Throws<RefusedException>(() => new Ladder([Step(ReminderLevel.O1, 5), Step(ReminderLevel.O2, 5)])).Refusals[0].Key);
        Assert.Equal("required", Assert.Throws<RefusedException>(() => new Ladder([new(ReminderLevel.O1, 5, [], [])])).Refusals[0].Key);
    }

    internal static WorkingCalendar Calendar()
    {
        var clock = new CompanyClock(new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 1, 0, 0, TimeSpan.Zero)));
        var official = CalendarDesk.Read(File.ReadAllText(Path.Combine(Running.Business.Root(), "src", "Workflows", "Calendar", "holidays", "2026.json")));
        return new(clock, official.Select(day => new CalendarDay { Date = day.Date, Name = day.Name, IsOffDay = day.IsOffDay }));
    }

    private static RunDay Day(DateOnly day) => RunDay.Of(Calendar(), day, 3);

    private static DueItem Item(int daysLate, Rung? sent = null) => new(Guid.NewGuid(), Guid.NewGuid(), Wednesday.AddDays(-daysLate), 10_000, 10_000, 0, 1, sent);

    private static Verdict Decide(DueItem item, PayerFacts? payer = null) => DunningRules.Decide(item, payer ?? new(), Ladder.Usual, Day(Wednesday), Settlement);
}
