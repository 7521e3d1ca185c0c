using System.Diagnostics;
using Elsa.Workflows;

namespace Elsa.Tests.Expressions;

[Collection(nameof(AloneOnTheMachine))]
public class LiquidTests : ExpressionTests
{
    [Fact]
    public async Task A_template_sees_variables_inputs_and_the_instance()
    {
        var (value, instance) = await EvaluateAsync(
            "Liquid",
            "{{ Variables.Memo }} {{ Variables.Amount }} {{ Input.Region }} {{ CorrelationId }} {{ WorkflowInstanceId }}",
            new Dictionary<string, object> { ["Region"] = "N" });
        Assert.Equal($"hello 50 N A1 {instance.State.Id}", value);
    }

    [Fact]
    public async Task Lists_and_maps_can_be_walked_through()
    {
        var input = new Dictionary<string, object> { ["Map"] = new Dictionary<string, object> { ["stores"] = new List<object?> { new Dictionary<string, object> { ["name"] = "一号店" }, new Dictionary<string, object> { ["name"] = "二号店" } } } };
        Assert.Equal("一号店,二号店,", (await EvaluateAsync("Liquid", "{% for s in Input.Map.stores %}{{ s.name }},{% endfor %}", input)).Value);
    }

    [Fact]
    public async Task Nested_loops_of_a_hundred_rounds_are_no_attack() =>
        Assert.Equal(10_000, ((string)(await EvaluateAsync("Liquid", "{% for i in (1..100) %}{% for j in (1..100) %}x{% endfor %}{% endfor %}")).Value!).Length);

    [Fact]
    public async Task Text_is_not_changed_for_html()
    {
        Memo.Value = "<a & b>";
        Assert.Equal("<a & b>", (await EvaluateAsync("Liquid", "{{ Variables.Memo }}")).Value);
    }

    [Fact]
    public async Task S_06_data_is_never_read_as_a_template()
    {
        Memo.Value = "{{ WorkflowInstanceId }}{% include 'x' %}";
        Assert.Equal(Memo.Value, (await EvaluateAsync("Liquid", "{{ Variables.Memo }}")).Value);
    }

    public static readonly TheoryData<string> Attacks =
    [
        "{% for i in (1..1000000000) %}x{% endfor %}",
        "{% for i in (1..100000) %}{% for j in (1..100000) %}{% for k in (1..100000) %}{% endfor %}{% endfor %}{% endfor %}",
        "{% assign a = (1..1000000000) %}{{ a | size }}",
        "{% assign s = 'xxxxxxxx' %}{% for i in (1..40) %}{% assign s = s | append: s %}{% endfor %}{{ s }}",
        "{% assign s = 'xxxxxxxx' %}{% for i in (1..40) %}{% capture s %}{{ s }}{{ s }}{% endcapture %}{% endfor %}{{ s }}",
        "{% assign s = 'xxxxxxxx' %}{% for i in (1..15) %}{% assign s = s | append: s %}{% endfor %}{{ s | replace: 'x', s | replace: 'x', s }}",
        "{% for i in (1..90000) %}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}",
        "{% include 'other' %}",
        "{% render 'other' %}",
        "{% if %}",
        "{{ 'a' | }}",
        "{% for i in",
    ];

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task S_06_an_attack_is_stopped_within_its_limits_and_the_host_lives_on(string template)
    {
        var before = GC.GetTotalAllocatedBytes();
        var clock = Stopwatch.StartNew();
        var (_, instance) = await EvaluateAsync("Liquid", template);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"took {clock.Elapsed}");
        Assert.True(GC.GetTotalAllocatedBytes() - before < 1_000_000_000, "allocated more than a gigabyte");
        Assert.Equal(WorkflowSubStatus.Faulted, instance.SubStatus);
        Assert.Equal("2", (await EvaluateAsync("Liquid", "{{ 1 | plus: 1 }}")).Value);
    }

    [Fact]
    public async Task S_06_an_object_that_contains_itself_is_refused()
    {
        var map = new Dictionary<string, object>();
        map["self"] = map;
        var (_, instance) = await EvaluateAsync("Liquid", "{{ Input.Map.self }}", new Dictionary<string, object> { ["Map"] = map });
        Assert.Equal(WorkflowSubStatus.Faulted, instance.SubStatus);
    }

    [Fact]
    public async Task S_06_members_of_the_program_s_objects_cannot_be_reached()
    {
        var (value, _) = await EvaluateAsync("Liquid", "[{{ Variables.Memo.GetType }}{{ Variables.Memo.Length }}{{ Input.When.Assembly }}]", new Dictionary<string, object> { ["When"] = typeof(string) });
        Assert.Equal("[]", value);
    }
}
