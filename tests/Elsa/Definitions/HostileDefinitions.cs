using System.Diagnostics;
using System.Text;
using Elsa.Extensions;
using Elsa.Tests.Runtime;
using Elsa.Tests.Storage;

namespace Elsa.Tests.Definitions;

/// <summary>Expressions that are made to cost time when a definition is checked.</summary>
public sealed class HostileDefinitions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static TheoryData<string, string> Hostile => new()
    {
        { "a cron expression of a megabyte", Cron(string.Join(",", Enumerable.Repeat("1", 500_000)) + " * * * *") },
        { "a cron expression that comes true on no day", Cron("0 0 30 2 *") },
        { "a cron expression of many ranges", Cron(string.Join(",", Enumerable.Repeat("0-59/1", 30)) + " * * * *") },
        { "JavaScript of a million brackets", Text("JavaScript", new string('(', 500_000) + new string(')', 500_000)) },
        { "JavaScript that nests to its limit", Text("JavaScript", new string('[', 45_000) + new string(']', 45_000)) },
        { "JavaScript with a greedy pattern", Text("JavaScript", "/(a+)+$/.test('" + new string('a', 60) + "!')") },
        { "JavaScript with a pattern of a thousand groups", Text("JavaScript", "/" + string.Concat(Enumerable.Repeat("(a?){1,99}", 1_000)) + "/.test('a')") },
        { "Liquid of a megabyte", Text("Liquid", string.Concat(Enumerable.Repeat("{{ a }}", 200_000))) },
        { "Liquid that nests to its limit", Text("Liquid", string.Concat(Enumerable.Repeat("{% if a %}", 4_000)) + string.Concat(Enumerable.Repeat("{% endif %}", 4_000))) },
        { "Liquid with an endless line of filters", Text("Liquid", "{{ a" + string.Concat(Enumerable.Repeat(" | upcase", 9_000)) + " }}") },
        { "Liquid with brackets", Text("Liquid", "{% if " + new string('(', 40_000) + "a" + new string(')', 40_000) + " %}x{% endif %}") },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task S_27_checking_ends_in_bounded_time_and_the_engine_goes_on(string what, string json)
    {
        await using var database = await TestDatabase.CreateAsync(TestDatabase.Sqlite);
        await using var engine = await EngineHost.StartAsync(database, configure: elsa => elsa.UseJavaScript().UseLiquid());

        var clock = Stopwatch.StartNew();
        var published = Task.Run(() => engine.TryPublishAsync("hostile", json));
        Assert.Same(published, await Task.WhenAny(published, Task.Delay(Patience)));
        var result = await published;

        // Much more than it takes, much less than what an attacker would want.
        Assert.True(clock.Elapsed < Patience, $"{what} took {clock.Elapsed}.");
        if (!result.Succeeded) Assert.All(result.ValidationErrors, error => Assert.InRange(error.Message.Length, 1, 5_000));
        await engine.PublishAsync("healthy", Flows.Approval);
        Assert.Single((await engine.StartAsync("healthy")).Bookmarks);
    }

    private static string Cron(string expression) => Flows.Sequence(Flows.Cron("cron", expression));

    private static string Text(string language, string expression) => Flows.Sequence(Flows.Step("Elsa.WriteLine", "w",
        new StringBuilder(""" "text":{"typeName":"String","expression":{"type":""").Append('"').Append(language).Append("\",\"value\":").Append(System.Text.Json.JsonSerializer.Serialize(expression)).Append("}}").ToString()));
}
