using System.Text.Json.Nodes;
using ProcessSales.Workflows.Notifications;

namespace ProcessSales.Workflows.Tests.Notifications;

public sealed class TemplateCheckTests
{
    private static readonly TemplateVocabulary Vocabulary = new(new HashSet<string>(TemplateVocabulary.Case), new HashSet<string> { "name", "chain", "emergency", "stores" });

    [Theory]
    [InlineData("subject: {{ number }}\n\n{{ nubmer }}", 3, "nubmer")]
    [InlineData("subject: {{ number }}\n\nx\n{% if number == 'x' %}\n{{ form.chian.name }}{% endif %}", 5, "chian")]
    [InlineData("subject: {{ number }}\n\n{% if false %}\n\n{% for s in form.stroes %}{{ s.name }}{% endfor %}{% endif %}", 5, "stroes")]
    [InlineData("subject: {{ number }}\n\n{{ title | upcsae }}", 3, "upcsae")]
    [InlineData("subject: {{ number }}\n\n{{ title | url_decode }}", 3, "url_decode")]
    [InlineData("subject: {{ number }}\n\n{% include 'x' %}", 3, "include")]
    [InlineData("subject: {{ number }}\n\n{{ title | append: secret }}", 3, "secret")]
    [InlineData("number\n\nbody", 1, "subject")]
    [InlineData("subject: x\nclass: nonsense\n\nbody", 2, "class")]
    public void A_name_that_no_message_brings_is_refused_with_its_line(string text, int line, string named)
    {
        var fault = Assert.Throws<TemplateException>(() => TemplateCheck.Check("x.en", text, Vocabulary));
        Assert.Equal(line, fault.Line);
        Assert.Contains(named, fault.Problem);
    }

    [Theory]
    [InlineData("subject: {{ number }}\n\n{% if form.emergency and amount > 3 %}{{ title | truncate: 20, '…' | upcase }}{% else %}{{ due | default: \"-\" }}{% endif %}")]
    [InlineData("subject: x\nclass: severitya\n\n{% assign n = form.chain.name %}{{ n }}{% for s in form.stores limit: 3 reversed %}{{ forloop.index }}{{ s.store.name }}{% endfor %}")]
    [InlineData("subject: {{ form[\"name\"] }}\n\n{% comment %} {{ whatever }} {% endcomment %}{% capture c %}{{ owner }}{% endcapture %}{{ c }}{% case state %}{% when 'x' %}1{% endcase %}")]
    [InlineData("subject: x\n\n{{ form.chain.name | append: ' (' | append: number | append: ')' }} {%- unless comment == nil -%}{{comment}}{%- endunless -%}")]
    public void What_the_language_offers_may_be_used(string text) => TemplateCheck.Check("x.en", text, Vocabulary);

    [Theory]
    [InlineData("subject: x\n\n{% if %}")]
    [InlineData("subject: x\n\n{% for i in (1..1000000000) %}{% endfor %}")]
    [InlineData("subject: x\n\n{% for i in (1..5000) %}{% for j in (1..5000) %}{% for k in (1..5000) %}x{% endfor %}{% endfor %}{% endfor %}")]
    [InlineData("subject: x\n\n{{ title")]
    public void S_07_A_template_that_cannot_run_or_asks_for_too_much_is_refused_at_save(string text) => Assert.Throws<TemplateException>(() => TemplateCheck.Check("x.en", text, Vocabulary));

    [Theory]
    [InlineData("brackets")]
    [InlineData("tags")]
    [InlineData("indexes")]
    public void S_07_A_template_that_nests_without_end_is_refused_and_the_process_lives(string what)
    {
        static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));
        var body = what switch
        {
            "brackets" => "{% if " + Repeat("(", 30_000) + "number" + Repeat(")", 30_000) + " %}x{% endif %}",
            "tags" => Repeat("{% if number %}", 2_000) + Repeat("{% endif %}", 2_000),
            _ => "{{ number" + Repeat("[number", 3_000) + Repeat("]", 3_000) + " }}",
        };
        Assert.Throws<TemplateException>(() => TemplateCheck.Check("x.en", "subject: x\n\n" + body, Vocabulary));
    }

    [Fact]
    public void S_16_Data_is_encoded_for_the_channel()
    {
        var data = new JsonObject { ["title"] = "<script>alert(1)</script> [x](javascript:y) & \"q\"", ["form"] = new JsonObject { ["name"] = "<b>粗</b>" } };
        const string Text = "subject: {{ title }}\n\n<p>{{ title }}</p>{{ form.name | append: '<i>' }}";
        Assert.Contains("<script>", NotificationTemplates.Render("x.en", Text, data).Body);
        var html = NotificationTemplates.Render("x.mail.en", Text, data, TemplateFormat.Html);
        Assert.StartsWith("<p>&lt;script&gt;", html.Body);
        Assert.EndsWith("&lt;/b&gt;<i>", html.Body);
        Assert.StartsWith("<script>", html.Subject); // a subject is plain text in every channel
        var robot = NotificationTemplates.Render("x.robot.en", "subject: x\n\n**{{ title }}**", data, TemplateFormat.Markdown).Body;
        Assert.DoesNotContain("](", robot);
        Assert.DoesNotContain("<", robot);
    }
}
