using System.Text.Json.Nodes;
using ProcessSales.Workflows.Approvals;
using ProcessSales.Workflows.Forms;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Approvals;

/// <summary>从头审批 or 直达退回人 (domain.md 4.2 rule 1).</summary>
public sealed class ResubmissionTests
{
    [Theory]
    [InlineData("goal", "\"新的目的\"", false)]
    [InlineData("competitor", "\"竞品半价\"", false)]
    [InlineData("available", "1", false)]
    [InlineData("baselineSales", "\"1\"", true)]
    [InlineData("chain", "\"C02\"", true)]
    [InlineData("costs", "[{\"quantity\":\"1\",\"unitPrice\":\"1\"}]", true)]
    [InlineData("gifts", "[{\"item\":\"杯\",\"quantity\":\"1\"}]", true)]
    public async Task Notes_go_straight_back_and_whatever_else_was_entered_begins_from_scratch(string field, string value, bool decisive)
    {
        await using var business = await Business.OpenAsync();
        var form = await Application.FormAsync(business);
        var before = await Application.FilledInAsync(business);
        var after = (JsonObject)before.DeepClone();
        after[field] = JsonNode.Parse(value);
        Assert.Equal(decisive, Resubmission.IsDecisive(form, before, after));
    }

    [Fact]
    public async Task What_master_data_changed_meanwhile_does_not_count_but_a_payee_column_that_is_only_text_does_not_either()
    {
        await using var business = await Business.OpenAsync();
        var form = await Application.FormAsync(business);
        var before = await Application.FilledInAsync(business);
        before["chain"] = new JsonObject { ["id"] = "C01", ["name"] = "岚桥" };
        var after = (JsonObject)before.DeepClone();
        after["chain"]!["name"] = "岚桥大卖场";
        after["costs"]![0]!["payee"] = "另一收款方";
        Assert.False(Resubmission.IsDecisive(form, before, after));
        var named = form with { Sections = [.. form.Sections.Select(section => section with { Fields = [.. section.Fields.Select(field => field.Name == "goal" ? field with { Decisive = true } : field)] })] };
        after["goal"] = "不同";
        Assert.True(Resubmission.IsDecisive(named, before, after));
    }
}
