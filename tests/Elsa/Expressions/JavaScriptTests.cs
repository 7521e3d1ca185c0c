using System.Diagnostics;
using Elsa.Workflows;

namespace Elsa.Tests.Expressions;

[Collection(nameof(AloneOnTheMachine))]
public class JavaScriptTests : ExpressionTests
{
    [Theory]
    [InlineData("1 + 2", 3L)]
    [InlineData("'a' + getCorrelationId()", "aA1")]
    [InlineData("getAmount() * 2", 100L)]
    [InlineData("getVariable('Memo')", "hello")]
    [InlineData("variables.Memo.toUpperCase()", "HELLO")]
    [InlineData("getInput('Region')", "N")]
    [InlineData("getRegion()", "N")]
    [InlineData("getBudget() + 0.5", 200.5)]
    [InlineData("getInput('Missing')", null)]
    [InlineData("`budget ${getInput(\"Budget\")}`", "budget 200")]
    [InlineData("isNullOrWhiteSpace('  ')", true)]
    [InlineData("toJson({a:1,b:['x']})", """{"a":1,"b":["x"]}""")]
    [InlineData("stringFromBase64(stringToBase64('中文'))", "中文")]
    [InlineData("return 5;", 5L)]
    [InlineData("setMemo('x'); getMemo()", "x")]
    [InlineData("setVariable('Memo', 'y'); variables.Memo", "hello")]
    public async Task A_script_sees_variables_inputs_and_the_instance(string script, object? expected)
    {
        var (value, instance) = await EvaluateAsync("JavaScript", script, new Dictionary<string, object> { ["Region"] = "N", ["Budget"] = 200 });
        Assert.Null(instance.Incident);
        Assert.Equal(expected, value);
    }

    [Fact]
    public async Task Objects_and_lists_come_out_as_plain_data()
    {
        var (value, _) = await EvaluateAsync("JavaScript", "({a:1,b:[1,'x',null],c:{d:true}})");
        var map = Assert.IsAssignableFrom<IDictionary<string, object>>(value);
        Assert.Equal(1L, map["a"]);
        Assert.Equal(new object?[] { 1L, "x", null }, Assert.IsAssignableFrom<IEnumerable<object?>>(map["b"]));
        Assert.Equal(true, Assert.IsAssignableFrom<IDictionary<string, object>>(map["c"])["d"]);
    }

    [Fact]
    public async Task Moments_go_in_and_come_out_in_utc()
    {
        Assert.Equal(DateTimeOffset.UnixEpoch, (await EvaluateAsync("JavaScript", "new Date(0)")).Value);
        var noon = new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.FromHours(8));
        Assert.Equal("2026-11-23T04:00:00.000Z", (await EvaluateAsync("JavaScript", "getInput('When').toISOString()", new Dictionary<string, object> { ["When"] = noon })).Value);
    }

    [Fact]
    public async Task What_a_script_changes_in_the_variables_is_set_afterwards()
    {
        var (_, instance) = await EvaluateAsync("JavaScript", "variables.Amount = 7; 1");
        Assert.Equal(7m, instance.Last.WorkflowExecutionContext.ActivityExecutionContexts.First(x => x.Activity is Workflows.Activities.Workflow).ExpressionExecutionContext.Get(Amount));
    }

    [Fact]
    public async Task An_exception_of_a_script_becomes_an_incident_that_names_the_input()
    {
        var (_, instance) = await EvaluateAsync("JavaScript", "throw new Error('boom')");
        Assert.Equal(WorkflowSubStatus.Faulted, instance.SubStatus);
        Assert.Equal("Failed to evaluate activity input 'Value': boom", instance.Incident);
    }

    public static readonly TheoryData<string> Attacks =
    [
        "while(true){}",
        "for(;;);",
        "(function f(){ f(); })()",
        "const f = () => f(); f()",
        "'a'.repeat(1e9)",
        "'a'.padEnd(1e9, 'b')",
        "let s='a'; for(let i=0;i<40;i++) s+=s; s.length",
        "let s='x'.repeat(100000); s.replaceAll('x', s)",
        "let s='x'.repeat(1000000); let a=[]; for(let i=0;i<10000;i++) a.push(s); a.join('')",
        "let s='x'.repeat(1000000); let a=[]; for(let i=0;i<10000;i++) a.push(s); JSON.stringify(a)",
        "let s='x'.repeat(1000000); let a=[]; for(let i=0;i<10000;i++) a.push(s); '' + a",
        "let s='x'.repeat(1000000); let a=[]; for(let i=0;i<10000;i++) a.push(s); s.concat(...a)",
        "/^(a+)+$/.test('a'.repeat(40) + '!')",
        "new Array(1e9)",
        "new Array(1e9).fill(0)",
        "Array.from({length: 1e9})",
        "Array.prototype.join.call({length: 1e9}, 'x')",
        "Array.prototype.fill.call({length: 1e9}, 1)",
        "let a=[]; while(true) a.push(new Array(1000).fill(1))",
        "let o={}; let i=0; while(true) o['k'+(i++)]='v'.repeat(1000)",
        "new Uint8Array(2e9)",
        "new ArrayBuffer(2e9)",
        "[1,2,3].sort(() => { while(true){} })",
        "constructor.constructor('return this')()",
        "this.constructor.constructor('return process')()",
        "(() => {}).constructor('return 1')()",
        "eval('1+1')",
        "new Function('return 1')()",
        "System.IO.File.ReadAllText('/etc/passwd')",
        "importNamespace('System')",
        "getInput.constructor('return 1')()",
        "getCorrelationId().GetType().Assembly",
        "getConfig('ConnectionStrings:Default')",
        "let a = {}; a.a = a; a",
    ];

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task S_04_an_attack_is_stopped_within_its_limits_and_the_host_lives_on(string script)
    {
        var before = GC.GetTotalAllocatedBytes();
        var clock = Stopwatch.StartNew();
        var (_, instance) = await EvaluateAsync("JavaScript", script);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"took {clock.Elapsed}");
        Assert.True(GC.GetTotalAllocatedBytes() - before < 1_000_000_000, "allocated more than a gigabyte");
        Assert.Equal(WorkflowSubStatus.Faulted, instance.SubStatus);
        Assert.Equal(2L, (await EvaluateAsync("JavaScript", "1+1")).Value);
    }

    [Fact]
    public async Task S_04_pollution_of_prototypes_ends_with_the_script()
    {
        await EvaluateAsync("JavaScript", "Object.prototype.evil = 'yes'; Array.prototype.map = () => 'evil'; String.prototype.trim = () => 'evil'; 1");
        Assert.Equal("nofine", (await EvaluateAsync("JavaScript", "('evil' in {} ? 'yes' : 'no') + [' fine '].map(x => x.trim())[0]")).Value);
    }

    [Fact]
    public async Task S_04_the_global_object_holds_nothing_of_the_program()
    {
        var (value, _) = await EvaluateAsync("JavaScript", "Object.getOwnPropertyNames(globalThis).filter(x => ['System','importNamespace','clr','host','process','require'].includes(x)).length");
        Assert.Equal(0L, value);
    }
}
