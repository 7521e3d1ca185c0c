using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Forms;

public sealed class FormFileTests
{
    [Fact]
    public async Task The_promotion_application_can_be_read_and_speaks_both_languages()
    {
        await using var business = await Business.OpenAsync();
        var form = await Application.FormAsync(business);
        var fields = form.Fields.SelectMany(field => field.Columns.Append(field)).ToList();
        Assert.All(fields, field => Assert.True(field.Label.Zh.Length > 0 && field.Label.En.Length > 0 && field.Label.Zh != field.Label.En));
        Assert.Equal(50, form.Fields.Single(field => field.Name == "stores").MaxRows);
        Assert.Equal(40, form.Fields.Single(field => field.Name == "skus").MaxRows);
        Assert.All(form.Fields.Where(field => field.Name is "goal" or "mechanism" or "competitor"), field => Assert.Equal(300, field.MaxLength));
    }

    [Theory]
    [InlineData("""{"name":"a","type":"money","label":{"zh":"甲","en":"A"},"computed":"sum(cost.amount)"}""", "a", "sum")]
    [InlineData("""{"name":"a","type":"money","label":{"zh":"甲","en":"A"},"computed":"b + 1"}""", "a", "'b'")]
    [InlineData("""{"name":"a","type":"money","label":{"zh":"甲","en":"A"},"computed":"1 +"}""", "a", "at 4")]
    [InlineData("""{"name":"a","type":"money","label":{"zh":"甲","en":"A"},"computed":"exec('rm')"}""", "a", "exec")]
    [InlineData("""{"name":"a","type":"money","label":{"zh":"甲","en":"A"},"computed":"round(1, 2, 3)"}""", "a", "round")]
    [InlineData("""{"name":"a","type":"money","label":{"zh":"甲","en":"A"},"computed":"setting('urgentDays')"}""", "a", "'emergencyDays'")]
    [InlineData("""{"name":"a","type":"money","label":{"zh":"甲","en":"A"},"computed":"setting(a)"}""", "a", "'emergencyDays'")]
    [InlineData("""{"name":"a","type":"money","label":{"zh":"甲","en":"A"},"visibleIf":"a.b"}""", "a", "a.b")]
    [InlineData("""{"name":"a","type":"choice","label":{"zh":"甲","en":"A"}}""", "a", "options")]
    [InlineData("""{"name":"a","type":"reference","label":{"zh":"甲","en":"A"},"source":"passwords"}""", "a", "source")]
    [InlineData("""{"name":"a","type":"table","label":{"zh":"甲","en":"A"}}""", "a", "columns")]
    [InlineData("""{"name":"../a","type":"text","label":{"zh":"甲","en":"A"}}""", "../a", "letters")]
    [InlineData("""{"name":"a","type":"number","label":{"zh":"甲","en":"A"},"min":2,"max":1}""", "a", "min")]
    [InlineData("""{"name":"a","type":"text","label":{"zh":"甲","en":"A"},"pattern":"("}""", "a", "pattern")]
    [InlineData("""{"name":"a","type":"text","label":{"zh":"甲","en":"A"},"pattern":"(a)\\1"}""", "a", "pattern")]
    [InlineData("""{"name":"a","type":"date","label":{"zh":"甲","en":"A"},"pattern":"x"}""", "a", "pattern")]
    [InlineData("""{"name":"a","type":"money","label":{"zh":"甲","en":"A"},"computed":"a + 1"}""", "a", "a > a")]
    [InlineData("""{"name":"a","type":"money","label":{"zh":"甲","en":"A"},"computed":"b"},{"name":"b","type":"money","label":{"zh":"乙","en":"B"},"computed":"a * 2"}""", "a", "a > b > a")]
    [InlineData("""{"name":"t","type":"table","label":{"zh":"甲","en":"A"},"columns":[{"name":"b","type":"money","label":{"zh":"乙","en":"B"},"computed":"s"}]},{"name":"s","type":"money","label":{"zh":"丙","en":"C"},"computed":"sum(t.b)"}""", "t.b", "t.b > s > t.b")]
    [InlineData("""{"name":"a","type":"table","label":{"zh":"甲","en":"A"},"columns":[{"name":"b","type":"text","label":{"zh":"乙","en":"B"},"computed":"c"}]}""", "a.b", "'c'")]
    public void A_faulty_field_is_refused_by_its_name(string field, string at, string problem)
    {
        var fault = Assert.Throws<FormFileException>(() => Read(field));
        Assert.Equal(at, fault.Field);
        Assert.Contains(problem, fault.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"title":{"zh":"单"},"sections":[]}""")]
    [InlineData("""{"title":{"zh":"单","en":"Form"},"sections":[{"title":{"zh":"节","en":"Part"}}]}""")]
    [InlineData("""{"title":{"zh":"单","en":"Form"},"sections":[{"title":{"zh":"节","en":"Part"},"fields":[null]}]}""")]
    [InlineData("""{"title":{"zh":"单","en":"Form"},"sections":[{"title":{"zh":"节","en":"Part"},"fields":[{"name":"a","type":"colour","label":{"zh":"甲","en":"A"}}]}]}""")]
    [InlineData("""{"title":{"zh":"单","en":"Form"},"sections":[],"$type":"System.Diagnostics.Process"}""")]
    [InlineData("""{"title":{"zh":"单","en":"Form"},"sections":[{"title":{"zh":"节","en":"Part"},"fields":[{"name":"a","type":"text","label":{"zh":"甲","en":"A"}}]}],"rules":[{"field":"a","message":{"zh":"错","en":"Wrong"}}]}""")]
    public void A_file_of_another_shape_is_refused_with_a_message(string json) => Assert.Throws<FormFileException>(() => FormFile.Read("form", 1, json));

    [Fact]
    public void Formulas_have_bounded_length_and_depth()
    {
        Assert.Throws<FormExpressionException>(() => FormExpression.Parse(new string('(', 40) + "1" + new string(')', 40)));
        Assert.Throws<FormExpressionException>(() => FormExpression.Parse(string.Concat(Enumerable.Repeat("not ", 200)) + "true"));
        Assert.Throws<FormExpressionException>(() => FormExpression.Parse(new string('1', 1001)));
        Assert.Equal(3, Assert.Throws<FormExpressionException>(() => FormExpression.Parse("1 +")).Position);
    }

    [Theory]
    [InlineData("REC-2026", true)]
    [InlineData("rec-2026", false)]
    [InlineData("REC-2026 and more", false)]
    public async Task A_text_must_look_as_its_pattern_says(string text, bool fits)
    {
        await using var business = await Business.OpenAsync();
        var form = Read("""{"name":"a","type":"text","label":{"zh":"甲","en":"A"},"pattern":"REC-[0-9]{4}"}""");
        var outcome = await business.Get<FormRules>().CheckAsync(form, new() { ["a"] = text }, new(await business.PersonAsync("lin.zhiyuan"), Guid.NewGuid()));
        Assert.Equal(fits ? [] : ["field.pattern"], outcome.Refusals.Select(refusal => refusal.Key));
    }

    private static FormDefinition Read(string field) =>
        FormFile.Read("form", 1, $$$"""{"title":{"zh":"单","en":"Form"},"sections":[{"title":{"zh":"节","en":"Part"},"fields":[{{{field}}}]}]}""");
}
