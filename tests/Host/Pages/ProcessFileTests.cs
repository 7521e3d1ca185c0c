using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Tests.Running;
using ProcessSales.Workflows.Cases;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Host.Tests.Pages;

public sealed class ProcessFileTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Template = "/designer/files/template/promotion-approval/promotion-approved.zh-CN";
    private const string Form = "/designer/files/form/promotion-approval/promotion-application";
    private const string Editor = "form:has(#text)";

    [Fact]
    public async Task A_manager_previews_saves_compares_and_rolls_back_a_template()
    {
        await CaseAsync();
        var manager = await host.SignedInAsync("jiang.xubai");
        Assert.Contains("promotion-approved.zh-CN", (await manager.PageAsync("/designer/files")).Body!.TextContent);
        var preview = await (await manager.PostFormAsync(Template, Editor, new() { ["do"] = "preview", ["text"] = "subject: 成了 {{ form.name }}\n\n金额 {{ amountText }}" })).DocumentAsync();
        Assert.Equal("成了 <b>年末</b>堆头", preview.QuerySelector(".message-preview h3")!.TextContent);
        var saved = await manager.PostFormAsync(Template, Editor, new() { ["do"] = "save", ["text"] = "subject: 成了\n\n金额 {{ amountText }}", ["note"] = "更短" });
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        var page = await manager.PageAsync(Template + "?compare=1");
        Assert.Contains("更短", page.QuerySelector("#versions")!.TextContent);
        Assert.NotEmpty(page.QuerySelectorAll(".diff-added"));
        Assert.Equal(HttpStatusCode.Redirect, (await manager.PostFormAsync(Template, "#versions form", [])).StatusCode);
        Assert.Contains("promotion", (await manager.PageAsync("/designer/files")).Body!.TextContent);
        Assert.StartsWith("subject: 已批准", (await manager.PageAsync(Template)).QuerySelector<IHtmlTextAreaElement>("#text")!.Value);
    }

    [Fact]
    public async Task R_21_The_second_manager_gets_a_conflict_with_the_difference_and_keeps_his_text()
    {
        const string Address = "/designer/files/template/promotion-approval/promotion-rejected.zh-CN";
        var (first, second) = (await host.SignedInAsync("jiang.xubai"), await host.SignedInAsync("gu.xingzhou"));
        var opened = (await second.PageAsync(Address)).QuerySelector<IHtmlInputElement>("input[name=basedOn]")!.Value;
        await first.PostFormAsync(Address, Editor, new() { ["do"] = "save", ["text"] = "subject: 甲\n\n甲的话" });
        var refused = await second.PostFormAsync(Address, Editor, new() { ["do"] = "save", ["text"] = "subject: 乙\n\n乙的话", ["basedOn"] = opened });
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        var page = await refused.DocumentAsync();
        Assert.Contains("甲的话", page.QuerySelector(".diff")!.TextContent);
        Assert.Contains("乙的话", page.QuerySelector(".diff")!.TextContent);
        Assert.Contains("乙的话", page.QuerySelector<IHtmlTextAreaElement>("#text")!.Value);
        var next = page.QuerySelector<IHtmlInputElement>("input[name=basedOn]")!.Value;
        Assert.Equal(HttpStatusCode.Redirect, (await second.PostFormAsync(Address, Editor, new() { ["do"] = "save", ["text"] = "subject: 乙\n\n甲的话,乙的话", ["basedOn"] = next })).StatusCode);
    }

    [Fact]
    public async Task A_faulty_form_is_refused_with_its_line_and_field_and_a_right_one_is_previewed()
    {
        await CaseAsync();
        var manager = await host.SignedInAsync("jiang.xubai");
        var text = (await manager.PageAsync(Form)).QuerySelector<IHtmlTextAreaElement>("#text")!.Value;
        var faulty = await manager.PostFormAsync(Form, Editor, new() { ["do"] = "save", ["text"] = text.Replace("sum(costs.amount)", "sum(costs.amuont)") });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, faulty.StatusCode);
        var page = await faulty.DocumentAsync();
        Assert.Matches("第 \\d+ 行.*total", page.QuerySelector(".alert-danger")!.TextContent);
        Assert.Contains("amuont", page.QuerySelector<IHtmlTextAreaElement>("#text")!.Value);
        var preview = await (await manager.PostFormAsync(Form, Editor, new() { ["do"] = "preview", ["text"] = text.Replace("促销名称", "活动的名称") })).DocumentAsync();
        Assert.Contains("活动的名称", preview.QuerySelector("#preview")!.TextContent);
    }

    [Fact]
    public async Task A_manager_edits_the_checklist_of_visits_and_sees_it_before_it_is_saved()
    {
        const string Address = "/designer/files/checklist/store-visit/2026-01";
        var manager = await host.SignedInAsync("jiang.xubai");
        Assert.NotNull((await manager.PageAsync("/designer/files")).QuerySelector($"a[href='{Address}']"));
        var text = (await manager.PageAsync(Address)).QuerySelector<IHtmlTextAreaElement>("#text")!.Value;
        var checkedPage = await (await manager.PostFormAsync(Address, Editor, new() { ["do"] = "check", ["text"] = text.Replace("日期正常", "日期逐一看过") })).DocumentAsync();
        Assert.Contains("日期逐一看过", checkedPage.QuerySelector("#checklist")!.TextContent);
        var faulty = await manager.PostFormAsync(Address, Editor, new() { ["do"] = "save", ["text"] = text.Replace("\"raise\": \"Return\"", "\"raise\": \"Nobody\"") });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, faulty.StatusCode);
        Assert.Matches("第 \\d+ 行.*raise", (await faulty.DocumentAsync()).QuerySelector(".alert-danger")!.TextContent);
        Assert.Equal(HttpStatusCode.Redirect, (await manager.PostFormAsync(Address, Editor, new() { ["do"] = "save", ["text"] = text.Replace("日期正常", "日期逐一看过") })).StatusCode);
        Assert.NotEmpty((await manager.PageAsync(Address + "?compare=1")).QuerySelectorAll(".diff-added"));
        Assert.Equal(HttpStatusCode.OK, (await manager.GetAsync("/designer/files/new?kind=checklist&process=store-visit&name=class-a")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await (await host.SignedInAsync("lin.zhiyuan")).GetAsync(Address)).StatusCode);
    }

    [Fact]
    public async Task Nobody_but_a_manager_reaches_the_editor()
    {
        foreach (var name in new[] { "lin.zhiyuan", "wen.shuyan" })
        {
            var person = await host.SignedInAsync(name);
            foreach (var address in new[] { "/designer/files", Template, Form, "/designer/files/new?process=promotion-approval&name=x.en" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, address);
                Assert.Equal(HttpStatusCode.Forbidden, (await person.SendAsync(request)).StatusCode);
            }
        }

        var manager = await host.SignedInAsync("jiang.xubai");
        foreach (var address in new[] { "/designer/files/template/promotion-approval/..%2Fdefinition", "/designer/files/other/promotion-approval/x", "/designer/files/template/nothing/x.en", "/designer/files/new?process=nothing&name=x.en" })
            Assert.Equal(HttpStatusCode.NotFound, (await manager.GetAsync(address)).StatusCode);
        var named = await manager.PostFormAsync("/designer/files/new?process=promotion-approval&name=..%2Fx.en", Editor, new() { ["do"] = "save", ["text"] = "subject: x\n\nx" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, named.StatusCode);
    }

    private async Task CaseAsync()
    {
        var owner = await host.SignedInAsync("lin.zhiyuan");
        using var scope = host.Services.CreateScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<ProcessSalesDb>>().CreateDbContextAsync();
        var person = await db.Users.Where(row => row.UserName == "lin.zhiyuan").Select(row => row.Id).SingleAsync();
        var id = await scope.ServiceProvider.GetRequiredService<CaseRegister>().StartAsync(person, "promotion-approval");
        await db.Cases.Where(row => row.Id == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.DataJson, """{"name":"<b>年末</b>堆头","chain":{"id":"C01","name":"岚桥"}}"""));
    }
}
