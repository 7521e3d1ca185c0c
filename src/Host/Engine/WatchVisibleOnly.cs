using Microsoft.AspNetCore.SignalR;

namespace ProcessSales.Host.Engine;

/// <summary>Lets a connection watch only instances that its person may see.</summary>
internal sealed class WatchVisibleOnly(InstanceScope scope) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        foreach (var argument in invocationContext.HubMethodArguments)
            if (argument is string instanceId
                && !await scope.MaySeeAsync(SignedInPerson.IdOf(invocationContext.Context.User), instanceId, invocationContext.Context.ConnectionAborted))
                throw new HubException("There is no such workflow instance.");
        return await next(invocationContext);
    }
}
