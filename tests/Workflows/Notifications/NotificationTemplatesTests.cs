using System.Diagnostics;
using System.Text.Json.Nodes;
using Fluid;
using ProcessSales.Workflows.Notifications;
using ProcessSales.Workflows.Tests.Running;

namespace ProcessSales.Workflows.Tests.Notifications;

public sealed class NotificationTemplatesTests
{
    [Fact]
    public void A_template_shows_numbers_texts_lists_and_choices()
    {
        var message = Render(
            "subject: 待审批:{{ case.title }}\n\n{% if case.emergency %}紧急 {% endif %}¥{{ case.amount | round: 2 }}{% for store in stores %} {{ store.name }}{% endfor %}\n",
            """{"case":{"title":"年末堆头","amount":12000.50,"emergency":true},"stores":[{"name":"一店"},{"name":"二店"}]}""");
        Assert.Equal(("待审批:年末堆头", "紧急 ¥12000.5 一店 二店"), (message.Subject, message.Body));
    }

    [Fact]
    public void S_06_Text_from_a_form_is_never_read_as_a_template()
    {
        const string Attack = "{{ 7 | times: 7 }}{% include 'secrets' %}{% for i in (1..1000000000) %}x{% endfor %}";
        var message = Render("subject: {{ name }}\n\n{{ name }}{% assign again = name %}{{ again }}", new JsonObject { ["name"] = Attack });
        Assert.Equal((Attack, Attack + Attack), (message.Subject, message.Body));
    }

    [Fact]
    public void S_06_Text_from_a_form_stays_in_its_line_of_the_subject()
    {
        var message = Render("subject: Hello {{ name }}\n\nbody", new JsonObject { ["name"] = "x\r\nBcc: everybody@example.com\r\n\r\nforged" });
        Assert.DoesNotContain('\n', message.Subject);
        Assert.DoesNotContain('\r', message.Subject);
        Assert.Equal("body", message.Body);
    }

    [Theory]
    [InlineData("{% for i in (1..1000000000) %}{% endfor %}")]
    [InlineData("{% for i in (1..5000) %}{% for j in (1..5000) %}{% for k in (1..5000) %}x{% endfor %}{% endfor %}{% endfor %}")]
    [InlineData("{% assign s = 'xxxxxxxxxx' %}{% for i in (1..100) %}{% assign s = s | append: s %}{% endfor %}{{ s }}")]
    [InlineData("{% assign s = 'xxxxxxxxxx' %}{% for i in (1..100) %}{% assign s = s | replace: 'x', s %}{% endfor %}")]
    [InlineData("{% capture s %}x{% endcapture %}{% for i in (1..100) %}{% capture s %}{{ s }}{{ s }}{% endcapture %}{% endfor %}")]
    [InlineData("{% for i in (1..5000) %}{{ long }}{% endfor %}")]
    [InlineData("{% include 'other' %}")]
    [InlineData("{% render 'other' %}")]
    [InlineData("{% include '../../../../etc/passwd' %}")]
    [InlineData("{{ unheard.of }}")]
    [InlineData("{% if %}")]
    [InlineData("{{ 'a' | nosuchfilter }}{{ nothing }}")]
    public void S_06_A_template_that_asks_for_too_much_or_the_unknown_is_stopped(string body)
    {
        var began = Stopwatch.GetTimestamp();
        var memory = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<TemplateException>(() => Render("subject: x\n\n" + body, new JsonObject { ["long"] = new string('x', 4000), ["case"] = new JsonObject { ["title"] = "t" } }));
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - memory, 0, 600L * 1024 * 1024);
    }

    [Fact]
    public void S_06_A_template_sees_plain_data_and_no_object_of_the_program()
    {
        var message = Render("subject: x\n\n[{{ case.Parent.Root }}{{ case.Count }}{{ case.title.Length }}{{ case.GetType }}]", """{"case":{"title":"t"}}""");
        Assert.Equal("[]", message.Body);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Hello")]
    [InlineData("\nsubject: late")]
    public void A_template_without_a_subject_is_refused(string text) => Assert.Throws<TemplateException>(() => Render(text, new JsonObject()));

    [Fact]
    public async Task A_template_is_rendered_in_the_language_asked_for_and_else_in_Chinese()
    {
        using var workflows = new WorkflowsCopy();
        await File.WriteAllTextAsync(Path.Combine(workflows.Templates, "hello.zh-CN.liquid"), "subject: 你好\n\n正文");
        await File.WriteAllTextAsync(Path.Combine(workflows.Templates, "hello.en.liquid"), "subject: Hello\n\nBody");
        await File.WriteAllTextAsync(Path.Combine(workflows.Templates, "only.zh-CN.liquid"), "subject: 只有中文\n\n");
        await using var business = await Business.OpenAsync(workflows: workflows.Folder);
        var templates = business.Get<NotificationTemplates>();
        var hello = await templates.FindAsync(Application.Process, "hello");
        Assert.Equal("Hello", hello.Render("en", []).Subject);
        Assert.Equal("你好", hello.Render("zh-CN", []).Subject);
        Assert.Equal("只有中文", (await templates.FindAsync(Application.Process, "only")).Render("en", []).Subject);
        Assert.Equal("你好", hello.Render("../../secret", []).Subject);
    }

    [Theory]
    [InlineData("../forms/promotion-application")]
    [InlineData("..\\definition")]
    [InlineData("/etc/passwd")]
    [InlineData("approval-request.zh-CN")]
    [InlineData("")]
    public async Task S_18_A_template_has_a_name_and_not_a_path(string name)
    {
        await using var business = await Business.OpenAsync();
        await Assert.ThrowsAsync<TemplateException>(() => business.Get<NotificationTemplates>().FindAsync(Application.Process, name));
        await Assert.ThrowsAsync<TemplateException>(() => business.Get<NotificationTemplates>().FindAsync("../workflows/" + Application.Process, "approval-request"));
    }

    [Fact]
    public async Task Every_template_of_the_product_can_be_read_in_both_languages()
    {
        await using var business = await Business.OpenAsync();
        var templates = business.Get<NotificationTemplates>();
        var folder = Path.Combine(Business.Root(), "workflows", Application.Process, "notifications");
        foreach (var name in await templates.NamesAsync(Application.Process))
        {
            foreach (var language in new[] { "zh-CN", "en" })
            {
                var file = Path.Combine(folder, $"{name}.{language}.liquid");
                Assert.True(File.Exists(file), file);
                var text = await File.ReadAllTextAsync(file);
                Assert.True(new FluidParser().TryParse(text, out _, out var error), $"{file}: {error}");
                Assert.StartsWith("subject:", text);
            }
        }
    }

    private static RenderedTemplate Render(string text, string data) => Render(text, (JsonObject)JsonNode.Parse(data)!);

    private static RenderedTemplate Render(string text, JsonObject data) => NotificationTemplates.Render("test", text, data);
}
