using System.Text.Json.Nodes;
using ProcessSales.Workflows.Calendar;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Forms;

public sealed class FormCalculatorTests
{
    [Theory]
    [InlineData("0.1 + 0.2", "0.3")]
    [InlineData("sum(costs.amount)", "10000.00")]
    [InlineData("count(costs)", "2")]
    [InlineData("round(10 / 3, 2)", "3.33")]
    [InlineData("round(0.125, 2)", "0.13")]
    [InlineData("1 / 0", null)]
    [InlineData("missing + 1", null)]
    [InlineData("-2 * -3", "6")]
    [InlineData("2 + 3 * 4 - 10 / 5", "12")]
    [InlineData("if(any(costs, amount > 5000), max(1, 2), min(1, 2))", "2")]
    [InlineData("if(all(costs, amount > 5000), 1, 0)", "0")]
    [InlineData("79228162514264337593543950335 * 2", null)]
    [InlineData("days(start, end)", "14")]
    [InlineData("workingDaysUntil(start)", "5")]
    [InlineData("setting('emergencyDays') + 1", "8")]
    [InlineData("setting('anything')", null)]
    [InlineData("if(month(start) == '2026-11' and not empty(name) or false, 1, 0)", "1")]
    public async Task A_formula_gives_exactly(string formula, string? expected)
    {
        await using var business = await Business.OpenAsync();
        var data = (JsonObject)JsonNode.Parse("""{"name":"x","start":"2026-11-30","end":"2026-12-13","costs":[{"amount":6000.00},{"amount":4000.00}]}""")!;
        var calculator = new FormCalculator(data, new(2026, 11, 23), await business.Get<WorkingCalendars>().CurrentAsync(), new Dictionary<string, decimal> { ["emergencyDays"] = 7m });
        Assert.Equal(expected is null ? null : decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), calculator.Evaluate(FormExpression.Parse(formula), null));
    }

    [Theory]
    [InlineData("1234.5", "1234.5")]
    [InlineData("1,234.5", "1234.5")]
    [InlineData("-.5", "-0.5")]
    [InlineData("1,5", null)]
    [InlineData("1e5", null)]
    [InlineData("", null)]
    [InlineData("１２", null)]
    [InlineData("99999999999999999999999999999999", null)]
    public void A_written_number_means(string text, string? expected) =>
        Assert.Equal(expected, WrittenNumber.TryRead(text, out var number) ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
}
