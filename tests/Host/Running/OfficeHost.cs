using System.Text.Json.Nodes;

namespace ProcessSales.Host.Tests.Running;

/// <summary>The application with three small processes more: one whose step goes to a queue, one signed one after the other, one by a share of three.</summary>
public sealed class OfficeHost : TestHost
{
    public const string Queued = "office-queue";
    public const string Sequential = "office-sequence";
    public const string Shared = "office-share";

    private static readonly string[] Signers = ["tang.zhixia", "xu.muyun", "qin.ruohe"];

    private readonly string workflows = Directory.CreateTempSubdirectory("processsales-workflows-").FullName;

    public OfficeHost()
    {
        var shipped = Path.Combine(House.Folders.Repository, "workflows");
        foreach (var file in Directory.EnumerateFiles(shipped, "*", SearchOption.AllDirectories))
            Copy(file, Path.Combine(workflows, Path.GetRelativePath(shipped, file)));
        Write(Queued, "OQ", Step("task", "AssignTask", ("assignTo", "Queue"), ("queue", "desk"), ("form", "note"), ("mode", "edit"), ("actions", new JsonArray("Done")), ("fieldRights", new JsonObject { ["secret"] = "hidden", ["fixed"] = "read" }), ("copyTo", new JsonArray("QA"))));
        Write(Sequential, "OS", Approval("Sequential"));
        Write(Shared, "OH", Approval("Share", ("sharePercent", 60), ("copyAtStart", new JsonArray("QA")), ("copyAtEnd", new JsonArray("LOG"))));
    }

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>(base.Settings) { ["Workflows:Directory"] = workflows };

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(workflows)) Directory.Delete(workflows, recursive: true);
    }

    private static JsonObject Approval(string rule, params (string Name, JsonNode Value)[] more) =>
        Step("task", "RequestApproval", [("signers", new JsonArray([.. Signers.Select(name => JsonValue.Create(name))])), ("signerRule", rule), ("form", "note"), ("requestTemplate", ""), .. more]);

    // Draft -> the applicant's form -> in review -> the step -> approved.
    private void Write(string process, string number, JsonObject step)
    {
        JsonObject[] steps =
        [
            Step("draft", "UpdateCase", ("state", "Draft"), ("title", process)),
            Step("apply", "AssignTask", ("assignTo", "Owner"), ("form", "note"), ("mode", "edit"), ("actions", new JsonArray("Submit"))),
            Step("review", "UpdateCase", ("state", "InReview")),
            step,
            Step("approved", "UpdateCase", ("state", "Approved")),
            Step("rejected", "UpdateCase", ("state", "Rejected")),
        ];
        var approves = step["type"]!.ToString().EndsWith("RequestApproval", StringComparison.Ordinal);
        var definition = new JsonObject
        {
            ["definitionId"] = process, ["name"] = process, ["toolVersion"] = "3.8.0.0", ["variables"] = new JsonArray(), ["inputs"] = new JsonArray(), ["outputs"] = new JsonArray(), ["outcomes"] = new JsonArray(),
            ["customProperties"] = new JsonObject { ["process"] = new JsonObject { ["number"] = number, ["name"] = Both(process), ["description"] = Both(process), ["startRoles"] = new JsonArray("KAM"), ["icon"] = "briefcase" } },
            ["options"] = new JsonObject(),
            ["root"] = new JsonObject
            {
                ["id"] = "flow", ["nodeId"] = "Workflow1:flow", ["name"] = "Flow", ["type"] = "Elsa.Flowchart", ["version"] = 1, ["customProperties"] = new JsonObject(), ["metadata"] = new JsonObject(), ["start"] = "draft",
                ["activities"] = new JsonArray([.. steps]),
                ["connections"] = new JsonArray([
                    Connection("draft", "Done", "apply"), Connection("apply", "Submit", "review"), Connection("review", "Done", "task"), Connection("task", approves ? "Approved" : "Done", "approved"),
                    .. approves ? [Connection("task", "Rejected", "rejected")] : Array.Empty<JsonNode>()]),
            },
        };
        var folder = Directory.CreateDirectory(Path.Combine(workflows, process));
        File.WriteAllText(Path.Combine(folder.FullName, "definition.json"), definition.ToJsonString());
        var forms = folder.CreateSubdirectory("forms");
        File.WriteAllText(Path.Combine(forms.FullName, "note.json"), """
            {"title": {"zh": "便笺", "en": "Note"}, "sections": [{"title": {"zh": "内容", "en": "Content"}, "fields": [
              {"name": "remark", "type": "text", "label": {"zh": "事由", "en": "Matter"}, "required": true, "maxLength": 100},
              {"name": "secret", "type": "text", "label": {"zh": "底线", "en": "Limit"}, "maxLength": 100},
              {"name": "fixed", "type": "text", "label": {"zh": "约定", "en": "Agreed"}, "maxLength": 100}]}]}
            """);
        // Only what knows nothing of a promotion's form.
        foreach (var template in Directory.EnumerateFiles(Path.Combine(workflows, "promotion-approval", "notifications")).Where(file => Path.GetFileName(file).StartsWith("case-") || Path.GetFileName(file).StartsWith("task-")))
            Copy(template, Path.Combine(folder.FullName, "notifications", Path.GetFileName(template)));
    }

    private static JsonObject Step(string id, string type, params (string Name, JsonNode Value)[] inputs)
    {
        var step = new JsonObject
        {
            ["id"] = id, ["nodeId"] = $"Workflow1:flow:{id}", ["name"] = id, ["type"] = $"ProcessSales.{type}", ["version"] = 1, ["customProperties"] = new JsonObject(), ["metadata"] = new JsonObject { ["displayText"] = id },
        };
        foreach (var (name, value) in inputs)
        {
            var literal = value is JsonValue;
            step[name] = new JsonObject
            {
                ["typeName"] = value switch { JsonArray => "List<String>", JsonObject => "Object", _ when value.GetValueKind() == System.Text.Json.JsonValueKind.Number => "Int32", _ => "String" },
                ["expression"] = new JsonObject { ["type"] = literal ? "Literal" : "Object", ["value"] = literal ? value.DeepClone() : value.ToJsonString() },
            };
        }

        return step;
    }

    private static JsonObject Connection(string from, string port, string to) => new()
    {
        ["source"] = new JsonObject { ["activity"] = from, ["port"] = port }, ["target"] = new JsonObject { ["activity"] = to, ["port"] = "In" }, ["vertices"] = new JsonArray(),
    };

    private static JsonObject Both(string text) => new() { ["zh"] = text, ["en"] = text };

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }
}
