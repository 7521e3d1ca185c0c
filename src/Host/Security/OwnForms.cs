using Microsoft.AspNetCore.Antiforgery;

namespace ProcessSales.Host.Security;

/// <summary>A form that does not carry its page's antiforgery token goes no further: 400, whatever the route would have read of it.</summary>
internal sealed class OwnForms(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false })
            return next(context);
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    }
}
