using Elsa.Tests.Runtime;
using Elsa.Workflows;

namespace Elsa.Tests.ChildWorkflows;

/// <summary>Definitions of parents and children.</summary>
internal static class ChildFlows
{
    /// <summary>Gives twice its input, then waits for an answer.</summary>
    public static string Doubling(bool waits = true) => Flows.Sequence([
        SetOutput("Twice", "getInput('X') * 2"),
        .. waits ? [Flows.Step("Test.Ask", "ask")] : Array.Empty<string>()]);

    public static string Faulting => Flows.Sequence(Flows.Step("Elsa.Fault", "boom", """ "message":{"typeName":"String","expression":{"type":"Literal","value":"broken"}} """));

    public static string Parent(string type, string child, bool waits, string more = "") => Flows.Sequence(
        Flows.Step("Test.Effect", "before"),
        Call(type, child, waits, more),
        SetOutput("Seen", "getResultFromCall()"),
        Flows.Step("Test.Effect", "after"));

    public static string Call(string type, string child, bool waits, string more = "", string id = "call") => Flows.Step(type, id,
        $$$""" "name":"Call","workflowDefinitionId":{{{Literal("String", child)}}},"waitForCompletion":{{{Literal("Boolean", waits ? "true" : "false")}}},"input":{"typeName":"ObjectDictionary","expression":{"type":"Object","value":"{\"X\":21}"}}{{{(more.Length > 0 ? "," + more : "")}}} """);

    public static string SetOutput(string name, string script, string id = "out") => Flows.Step("Elsa.SetOutput", id, $$$""" "outputName":{{{Literal("String", name)}}},"outputValue":{"typeName":"Object","expression":{"type":"JavaScript","value":"{{{script}}}"}} """);

    public static string Literal(string type, string value) => $$$"""{"typeName":"{{{type}}}","expression":{"type":"Literal","value":"{{{value}}}"}}""";

    public static async Task<string> ChildOfAsync(this EngineHost engine, string parent)
    {
        string? id = null;
        await EngineHost.SoonAsync(async () => (id = (await engine.ChildrenAsync(parent)).FirstOrDefault()) is not null, "a child begins");
        return id!;
    }

    public static Task<List<string>> ChildrenAsync(this EngineHost engine, string parent) =>
        engine.Database.ReadAsync(session => session.QueryAsync("SELECT Id FROM ElsaInstances WHERE ParentId = $1 ORDER BY Num", static row => row.GetString(0), parent));

    public static Task EndsAsync(this EngineHost engine, string id, WorkflowSubStatus how = WorkflowSubStatus.Finished) =>
        EngineHost.SoonAsync(async () => (await engine.InstanceAsync(id))?.SubStatus == how, $"{id} is {how}");

    public static async Task AnswerAsync(this EngineHost engine, string id) => await engine.ResumeAsync((await engine.BookmarksAsync(id)).Single().Id);

    public static Task IdleAsync(this EngineHost engine) => EngineHost.SoonAsync(async () => await engine.CountAsync("ElsaQueue") == 0, "the queue is empty");
}
