namespace Elsa.Tests.Runtime;

/// <summary>Definitions as the designer would store them.</summary>
internal static class Flows
{
    /// <summary>Effect, question, effect.</summary>
    public static string Approval => Sequence(Step("Test.Effect", "before"), Step("Test.Ask", "ask"), Step("Test.Effect", "after"));

    public static string Step(string type, string id, string more = "") => $$$"""{"id":"{{{id}}}","type":"{{{type}}}","version":1{{{(more.Length > 0 ? "," + more : "")}}}}""";

    public static string Sequence(params string[] steps) => $$$"""{"id":"root","type":"Elsa.Sequence","version":1,"activities":[{{{string.Join(",", steps)}}}]}""";

    public static string Delay(string id, TimeSpan length) => Step("Elsa.Delay", id, $$$""" "timeSpan":{"typeName":"TimeSpan","expression":{"type":"Literal","value":"{{{length:c}}}"}} """);

    public static string Event(string id, string name, bool starts = false) => Step("Elsa.Event", id, $$$""" "eventName":{"typeName":"String","expression":{"type":"Literal","value":"{{{name}}}"}},"customProperties":{"canStartWorkflow":{{{(starts ? "true" : "false")}}}} """);

    public static string Publish(string id, string name) => Step("Elsa.PublishEvent", id, $$$""" "eventName":{"typeName":"String","expression":{"type":"Literal","value":"{{{name}}}"}} """);

    public static string Cron(string id, string expression, bool starts = true) => Step("Elsa.Cron", id, $$$""" "cronExpression":{"typeName":"String","expression":{"type":"Literal","value":"{{{expression}}}"}},"customProperties":{"canStartWorkflow":{{{(starts ? "true" : "false")}}}} """);

    public static string Flowchart(string[] activities, params (string From, string To)[] connections) =>
        $$$"""{"id":"root","type":"Elsa.Flowchart","version":1,"activities":[{{{string.Join(",", activities)}}}],"connections":[{{{string.Join(",", connections.Select(Connection))}}}]}""";

    private static string Connection((string From, string To) ends) =>
        $$$"""{"source":{"activity":"{{{ends.From}}}","port":"Done"},"target":{"activity":"{{{ends.To}}}","port":"In"}}""";
}
