using System.Net;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ProcessSales.Host.Tests.Running;

namespace ProcessSales.Host.Tests.Pages;

/// <summary>Tabs and bookmarks tell pages apart by their titles.</summary>
public sealed class TitleTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly string[] People = ["admin", "he.mingqian", "gu.xingzhou", "jiang.xubai", "lin.zhiyuan"];

    [Fact]
    public async Task Every_page_has_one_title_that_says_what_it_shows()
    {
        var left = host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null && endpoint.RoutePattern.Parameters.Count == 0)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.TrimStart('/')).Where(address => address is not ("/setup" or "/error")).ToHashSet();
        left.Remove("/designer/files/new");
        left.Add("/designer/files/new?kind=template&process=promotion-approval&name=budget-gone");
        Assert.True(left.Count > 60, $"Only {left.Count} pages were found.");
        foreach (var person in People)
        {
            var client = await host.SignedInAsync(person);
            foreach (var address in left.ToList())
            {
                using var answer = await client.GetAsync(address);
                if (answer.StatusCode == HttpStatusCode.Redirect) left.Remove(address); // it shows nothing itself, such as the sign-in of who is signed in
                if (answer.StatusCode != HttpStatusCode.OK) continue;
                var title = await TitleAsync(answer, address);
                Assert.True(title.EndsWith(" · 麦屿现通", StringComparison.Ordinal), $"{address} is called {title}");
                left.Remove(address);
            }
        }

        Assert.Empty(left);
    }

    [Fact]
    public async Task What_is_not_there_says_so_in_its_title_too()
    {
        var client = await host.SignedInAsync("lin.zhiyuan");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/promotions/{Guid.NewGuid()}");
        request.Headers.Accept.ParseAdd("text/html");
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.EndsWith(" · 麦屿现通", await TitleAsync(answer, "what is not there"));
    }

    private static async Task<string> TitleAsync(HttpResponseMessage answer, string address)
    {
        var titles = (await answer.DocumentAsync()).QuerySelectorAll("head > title");
        Assert.True(titles.Length == 1, $"{address} has {titles.Length} titles: {string.Join(" | ", titles.Select(title => title.TextContent))}");
        return titles[0].TextContent;
    }
}
