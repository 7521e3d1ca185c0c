using System.Net;
using System.Security.Claims;
using ProcessSales.Host.Security;
using ProcessSales.Workflows.Cases;

namespace ProcessSales.Host.Designer;

/// <summary>
/// The documents inside the frames: one custom element of Studio each, with nothing of ours around it, so that neither its styles nor its scripts
/// mix with ours. They stand below <c>/studio/</c>, whose content policy allows what WebAssembly needs.
/// </summary>
internal static class StudioFrames
{
    private static readonly string[] Styles =
    [
        "_content/MudBlazor/MudBlazor.min.css", "_content/CodeBeam.MudBlazor.Extensions/MudExtensions.min.css", "_content/Radzen.Blazor/css/material-base.css",
        "_content/Elsa.Studio.Shell/css/shell.css", "Elsa.Studio.Host.CustomElements.styles.css",
    ];

    private static readonly string[] Scripts =
    [
        "_content/BlazorMonaco/jsInterop.js", "_content/BlazorMonaco/lib/monaco-editor/min/vs/loader.js", "_content/BlazorMonaco/lib/monaco-editor/min/vs/editor/editor.main.js",
        "_content/MudBlazor/MudBlazor.min.js", "_content/CodeBeam.MudBlazor.Extensions/MudExtensions.min.js", "_content/Radzen.Blazor/Radzen.Blazor.js", "_framework/blazor.webassembly.js",
    ];

    internal static void MapStudioFrames(this WebApplication app)
    {
        var frames = app.MapGroup("/studio/frame").ExcludeFromDescription();
        frames.MapGet("definitions", () => Document("elsa-workflow-definition-list")).RequireAuthorization(Access.Designer);
        frames.MapGet("definitions/{id}", (string id) => Document("elsa-workflow-definition-editor", "definition-id", id)).RequireAuthorization(Access.Designer);
        frames.MapGet("instances", () => Document("elsa-workflow-instance-list")).RequireAuthorization(Access.Designer);
        frames.MapGet("instances/{id}", (string id) => Document("elsa-workflow-instance-viewer", "instance-id", id)).RequireAuthorization(Access.Diagram);
        app.MapGet("/designer/instances/{id}/case", CaseOf).RequireAuthorization(Access.Diagram).ExcludeFromDescription();
    }

    private static async Task<IResult> CaseOf(string id, ClaimsPrincipal person, CaseFile cases, CancellationToken stop) =>
        await cases.FindByInstanceAsync(person.Id(), id, stop) is { } caseId ? Results.Redirect($"/cases/{caseId}") : Results.Redirect($"/designer/instances/{Uri.EscapeDataString(id)}");

    private static IResult Document(string element, string? attribute = null, string? value = null)
    {
        var styles = string.Concat(Styles.Select(style => $"<link rel=\"stylesheet\" href=\"{style}\" />\n"));
        var scripts = string.Concat(Scripts.Select(script => $"<script src=\"{script}\"></script>\n"));
        var id = attribute is null ? "" : $" data-attribute=\"{attribute}\" data-value=\"{WebUtility.HtmlEncode(value)}\"";
        return Results.Content(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>Elsa Studio</title>
            <base href="/studio/" />
            {styles}<link rel="stylesheet" href="/css/studio-frame.css" />
            </head>
            <body>
            <div id="studio" data-element="{element}"{id}><p class="studio-loading" role="status"></p></div>
            <div id="blazor-error-ui" hidden></div>
            <script src="/js/studio-frame.js"></script>
            <script src="/js/studio-icons.js"></script>
            {scripts}</body>
            </html>
            """,
            "text/html; charset=utf-8");
    }
}
