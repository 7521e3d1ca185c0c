using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Elsa.Tests.Api;

/// <summary>Every route of the contract is there and asks for its permission.</summary>
public sealed partial class RouteTests
{
    private sealed record Line(string Method, string Path, string[] Permissions);

    [Fact]
    public async Task Every_route_of_the_contract_answers_who_may_call_it()
    {
        await using var host = await ApiHost.StartAsync();
        var faults = new List<string>();
        foreach (var line in Lines())
        {
            using var answer = await SendAsync(host.Client, line);

            // What is not there is answered without a body; a route that is not there is, too, but with other words in the log: so it is asked for something that is not allowed first.
            using var stranger = await SendAsync(host.ClientOf("nothing:here"), line);
            var isMapped = line.Permissions.Length == 0 ? answer.StatusCode != HttpStatusCode.NotFound : stranger.StatusCode == HttpStatusCode.Forbidden;
            if (!isMapped || answer.StatusCode == HttpStatusCode.MethodNotAllowed || (int)answer.StatusCode >= 500)
                faults.Add($"{line.Method} {line.Path}: {(int)answer.StatusCode}, {(int)stranger.StatusCode} for a stranger");
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task S_23_no_route_of_the_contract_is_open_to_somebody_without_its_permission()
    {
        await using var host = await ApiHost.StartAsync();
        var nobody = host.ClientOf("tasks:none");
        var faults = new List<string>();
        foreach (var line in Lines().Where(static line => line.Permissions.Length > 0))
        {
            using var refused = await SendAsync(nobody, line);
            using var unknown = await SendAsync(host.Anonymous, line);
            if (refused.StatusCode != HttpStatusCode.Forbidden || unknown.StatusCode != HttpStatusCode.Unauthorized)
                faults.Add($"{line.Method} {line.Path}: {(int)refused.StatusCode} without permission, {(int)unknown.StatusCode} without sign-in");
            foreach (var permission in line.Permissions.Where(static permission => !permission.EndsWith('*')))
            {
                using var allowed = await SendAsync(host.ClientOf(permission), line);
                if (allowed.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
                    faults.Add($"{line.Method} {line.Path}: {(int)allowed.StatusCode} with {permission}");
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, Line line)
    {
        using var request = new HttpRequestMessage(new HttpMethod(line.Method), "/elsa/api/" + Parameter().Replace(line.Path, "1"));
        if (line.Method is "POST" or "PUT")
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static List<Line> Lines()
    {
        var file = Exchange.Folder is { } folder ? Path.Combine(folder, "..", "endpoints.txt") : null;
        Assert.SkipWhen(file is null || !File.Exists(file), "The list of routes (shared/elsa/endpoints.txt) is not on this machine.");
        var lines = new List<Line>();
        foreach (var text in File.ReadLines(file!))
        {
            var match = Form().Match(text);
            if (!match.Success || LeftOut().IsMatch(match.Groups["path"].Value))
                continue;
            foreach (var method in match.Groups["methods"].Value.Split(',', StringSplitOptions.TrimEntries))
                lines.Add(new Line(method.Replace("Http.", "", StringComparison.Ordinal), match.Groups["path"].Value.Trim('/'), [.. Quoted().Matches(match.Groups["permissions"].Value).Select(static x => x.Groups[1].Value)]));
        }

        Assert.True(lines.Count > 70);
        return lines;
    }

    [GeneratedRegex(@"^(?<methods>[A-Za-z.]+(, [A-Za-z.]+)*)\s+(?<path>/?\S+)(\s+(?<permissions>.*))?$")]
    private static partial Regex Form();

    [GeneratedRegex("^/(admin|bookmark-queue|tests)/|/output-converters$|/(consumers|update-references)$")]
    private static partial Regex LeftOut();

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
