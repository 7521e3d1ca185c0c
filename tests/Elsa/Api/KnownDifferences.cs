namespace Elsa.Tests.Api;

/// <summary>The recordings that are not answered as recorded, and why. A test fails when one of them is after all.</summary>
internal static class KnownDifferences
{
    public static readonly IReadOnlyDictionary<string, string> OfTheServer = Listed(
        ("C# expressions and HTTP endpoints are left out: the definition is refused at publish.",
        [
            "046-definitions-save-publish-sequence", "047-definitions-read-back-sequence", "054-definitions-save-publish-triggers", "055-definitions-read-back-triggers",
            "100-execution-execute-sequence"
        ]),
        ("C# expressions, HTTP endpoints and the references between definitions are left out.",
        [
            "060-definitions-consumers", "061-definitions-update-references", "062-definitions-code-first-structured",
            "066-definitions-code-first-http"
        ]),
        ("A route of a later issue.",
        [
            "093-labels-create", "094-labels-list", "095-labels-get", "096-labels-update", "097-labels-assign", "098-labels-of-definition", "099-labels-delete",
            "150-http-http-endpoint-code", "151-http-http-endpoint-json", "173-alterations-dry-run",
            "174-alterations-run-modify-variable", "175-alterations-submit", "176-alterations-get-plan", "177-alterations-retry", "178-alterations-run-cancel",
            "184-tests-test-activity", "185-runtime-status", "186-runtime-pause", "187-runtime-resume", "188-queue-dead-letters", "189-resilience-strategies",
            "193-health-health"
        ]),
        ("A token of the recorded server; with one of ours the first call is answered so, and the second is refused: a token is good once.",
        [
            "122-blocked-bookmark-resume-with-token", "123-blocked-bookmark-resume-second-time"
        ]),
        ("Other sites may not call: the contract is served to the same origin.",
        [
            "006-auth-cors-preflight"
        ]),
        ("The workflow around the activities is written with fewer of its own properties.",
        [
            "086-definitions-subgraph-segments"
        ]),
        ("An unknown activity is refused at publish instead of being published.",
        [
            "088-definitions-unknown-activity-type"
        ]),
        ("A faulted run is answered with its state.",
        [
            "105-execution-execute-faulty"
        ]),
        ("What is not there, or hidden, is answered with 404 everywhere.",
        [
            "168-instances-cancel-missing"
        ]),
        ("Lists in the state are plain lists, without references.",
        [
            "171-instances-export"
        ]),
        ("A start in the far future works.",
        [
            "182-definitions-startat-far-future-fails"
        ]));

    public static readonly IReadOnlyDictionary<string, string> OfStudio = Listed(
        ("The recorded instance belonged to another definition.",
        [
            "68-instance-viewer-faulted#5", "68-instance-viewer-faulted#7", "68-instance-viewer-faulted#9", "resumed-while-watching#6", "watching-an-instance#3", "resumed-while-watching#1"
        ]));

    private static Dictionary<string, string> Listed(params (string Why, string[] Names)[] reasons) =>
        reasons.SelectMany(static reason => reason.Names.Select(name => (name, reason.Why))).ToDictionary(static one => one.name, static one => one.Why);
}
