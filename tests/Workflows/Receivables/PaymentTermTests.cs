using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Customers;
using ProcessSales.Workflows.Receivables;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Receivables;

/// <summary>The formulas of domain.md 2.6 with the vectors of 6.2 and 6.3.</summary>
public sealed class PaymentTermTests
{
    [Theory]
    [InlineData("EOM+45", "2026-08-12", "2026-10-15")]
    [InlineData("EOM+60", "2026-09-05", "2026-11-29")]
    [InlineData("EOM+30", "2026-01-31", "2026-03-02")]
    [InlineData("EOM+0", "2028-02-03", "2028-02-29")]
    [InlineData("GR+30", "2026-10-15", "2026-11-14")]
    [InlineData("PRE", "2026-10-15", "2026-10-15")]
    [InlineData("BATCH 1+45", "2026-10-15", "2026-11-29")]
    [InlineData("BATCH2", "2026-10-01", "2026-11-30")]
    public void A_term_counts_from_goods_in(string formula, string goodsIn, string due) =>
        Assert.Equal(Day(due), PaymentTerm.Parse(formula).Due(new(Day(goodsIn))));

    [Fact]
    public void Other_terms_count_from_the_accepted_invoice_or_the_month_of_sale_and_wait_for_it()
    {
        Assert.Equal(Day("2026-11-17"), PaymentTerm.Parse("INV+15").Due(new(Day("2026-09-01"), Day("2026-11-02"))));
        Assert.Null(PaymentTerm.Parse("INV+15").Due(new(Day("2026-09-01"))));
        Assert.Equal(Day("2026-10-30"), PaymentTerm.Parse("SALE+30").Due(new(Sale: Day("2026-09-03"))));
        Assert.Null(PaymentTerm.Parse("SALE+30").Due(new(Day("2026-09-01"))));
    }

    [Fact]
    public void A_batch_is_due_when_the_kth_later_delivery_arrives_but_not_after_the_fallback()
    {
        DateOnly[] later = [Day("2026-10-20"), Day("2026-10-09"), Day("2026-10-01"), Day("2027-01-05")];
        Assert.Equal(Day("2026-10-09"), PaymentTerm.Parse("BATCH 1").Due(new(Day("2026-10-01"), LaterDeliveries: later)));
        Assert.Equal(Day("2026-10-20"), PaymentTerm.Parse("batch 2+45").Due(new(Day("2026-10-01"), LaterDeliveries: later)));
        Assert.Equal(Day("2026-11-15"), PaymentTerm.Parse("BATCH 3+45").Due(new(Day("2026-10-01"), LaterDeliveries: later)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("EOM")]
    [InlineData("EOM+-3")]
    [InlineData("EOM+999")]
    [InlineData("GR30")]
    [InlineData("BATCH 0")]
    [InlineData("NET+30")]
    public void What_is_no_formula_is_refused_by_name(string text)
    {
        var refused = Assert.Throws<RefusedException>(() => PaymentTerm.Parse(text));
        Assert.Equal(("PaymentTerm", "term.unreadable"), (refused.Refusals[0].Field, refused.Refusals[0].Key));
    }

    [Theory]
    [InlineData("EOM+60")]
    [InlineData("GR+30")]
    [InlineData("INV+15")]
    [InlineData("BATCH 2+45")]
    [InlineData("SALE+30")]
    [InlineData("PRE")]
    public void A_formula_is_written_as_it_was_read(string formula) => Assert.Equal(formula, PaymentTerm.Parse(formula.ToLowerInvariant()).ToString());

    [Theory]
    [InlineData("2026-10-15", "20", PayDayRule.Next, "2026-10-20")]
    [InlineData("2026-11-29", "10,25", PayDayRule.Next, "2026-12-10")]
    [InlineData("2026-10-01", "3", PayDayRule.Next, "2026-10-08")]
    [InlineData("2026-10-01", "3", PayDayRule.Previous, "2026-09-30")]
    [InlineData("2026-10-01", "3", PayDayRule.None, "2026-10-03")]
    [InlineData("2026-02-28", "15,30", PayDayRule.Next, "2026-02-28")]
    [InlineData("2026-11-29", "", PayDayRule.Next, "2026-11-30")]
    [InlineData("2026-12-11", "10,25", PayDayRule.Next, "2026-12-25")]
    [InlineData("2026-12-26", "10,25", PayDayRule.Next, "2027-01-11")]
    public async Task T_10_payment_is_expected_on_the_next_pay_day_on_which_the_payer_works(string due, string payDays, PayDayRule rule, string expected)
    {
        await using var business = await Business.OpenAsync();
        var calendar = await business.Get<WorkingCalendars>().CurrentAsync();
        Assert.Equal(Day(expected), PaymentTerm.ExpectedPay(Day(due), MonthDays.Read(payDays), rule, calendar));
    }

    [Fact]
    public async Task T_10_a_payers_own_closed_days_move_its_pay_day_and_nobody_elses()
    {
        await using var business = await Business.OpenAsync();
        Guid payer = default;
        await business.WriteAsync(db =>
        {
            payer = db.Customers.Single(row => row.Code == "C02").Id;
            db.OwnDays.AddRange(new[] { 20, 21 }.Select(day => new OwnDay { Id = Guid.NewGuid(), CustomerId = payer, Date = new(2026, 10, day), Name = "盘点日", IsOffDay = true }));
            return Task.CompletedTask;
        });
        var calendars = business.Get<WorkingCalendars>();
        calendars.Forget();
        Assert.Equal(Day("2026-10-22"), PaymentTerm.ExpectedPay(Day("2026-10-15"), MonthDays.Read("20"), PayDayRule.Next, await calendars.OfCustomerAsync(payer)));
        Assert.Equal(Day("2026-10-20"), PaymentTerm.ExpectedPay(Day("2026-10-15"), MonthDays.Read("20"), PayDayRule.Next, await calendars.CurrentAsync()));
    }

    [Theory]
    [InlineData("1-5,15-17", "2026-11-03", "2026-11-01", "2026-11-05")]
    [InlineData("1-5,15-17", "2026-11-06", "2026-11-15", "2026-11-17")]
    [InlineData("5, 17", "2026-11-18", "2026-12-05", "2026-12-05")]
    [InlineData("29-31", "2026-02-03", "2026-02-28", "2026-02-28")]
    [InlineData("", "2026-02-03", "2026-02-03", "2026-02-03")]
    public void An_invoice_window_is_the_stretch_of_days_that_holds_a_day_or_comes_next(string days, string day, string from, string until) =>
        Assert.Equal((Day(from), Day(until)), MonthDays.Read(days).WindowOnOrAfter(Day(day)));

    [Theory]
    [InlineData("0")]
    [InlineData("32")]
    [InlineData("7-3")]
    [InlineData("1,,3")]
    [InlineData("1-2-3")]
    public void Days_that_are_no_days_are_not_read(string text) => Assert.False(MonthDays.TryParse(text, out _));

    [Theory]
    [InlineData(18_200, 33, 300.30)]
    [InlineData(18_200, 0, 0)]
    [InlineData(18_200, -3, 0)]
    [InlineData(-3_200, 10, 0)]
    public void Late_interest_is_told_for_the_days_past_the_due_date(decimal open, int days, decimal interest) =>
        Assert.Equal(interest, PaymentTerm.LateInterest(open, new CollectionTerms().DailyInterest, days));

    private static DateOnly Day(string text) => DateOnly.Parse(text);
}
