using Elsa.Common.Models;
using Elsa.Scheduling;
using Elsa.Workflows.Runtime;
using Microsoft.AspNetCore.Http;

namespace Elsa.Workflows.Api;

/// <summary>Work that waits for a person, and ticks that were missed while the program was down. These routes are this engine's own.</summary>
internal static class StuckWorkRoutes
{
    private const int DefaultPageSize = 25;
    private const int LargestPage = 200;
    private static readonly string[] Read = ["read:stuck-work"];
    private static readonly string[] Write = ["write:stuck-work"];

    public static void Map(ApiRoutes routes)
    {
        routes.Get("stuck-work", Read, async call => call.Answer(await call.Service<StuckWorkDesk>().ListAsync(PageOf(call), call.Stop).ConfigureAwait(false)));
        routes.Get("missed-ticks", Read, async call => call.Answer(await call.Service<MissedTickLog>().ListAsync(PageOf(call), call.Stop).ConfigureAwait(false)));
        routes.Post("stuck-work/{id}/retry", Write, call => DoneAsync(call, static (desk, id, by, stop) => desk.RetryAsync(id, by, stop)));
        routes.Post("stuck-work/{id}/discard", Write, call => DoneAsync(call, static (desk, id, by, stop) => desk.DiscardAsync(id, by, stop)));
    }

    private static async Task<IResult> DoneAsync(ApiCall call, Func<StuckWorkDesk, string, string, CancellationToken, Task<bool>> decide) =>
        await decide(call.Service<StuckWorkDesk>(), call.Route("id"), call.Http.User.Identity?.Name ?? "", call.Stop).ConfigureAwait(false) ? call.Answer(new { id = call.Route("id") }) : throw RefusedCall.NotFound();

    private static PageArgs PageOf(ApiCall call) =>
        PageArgs.FromPage(Math.Max(0, call.QueryNumber("page") ?? 0), Math.Clamp(call.QueryNumber("pageSize") ?? DefaultPageSize, 1, LargestPage));
}
