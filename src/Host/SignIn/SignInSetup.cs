using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.RateLimiting;
using ProcessSales.Host.Security;
using ProcessSales.Workflows.People;
using ProcessSales.Workflows.Storage;

namespace ProcessSales.Host.SignIn;

/// <summary>Identity with one cookie.</summary>
internal static class SignInSetup
{
    internal static void AddSignIn(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddCookie(IdentityConstants.ApplicationScheme, SetUpCookie)
            // Never handed out, but whoever is sent out is told to drop it.
            .AddCookie(IdentityConstants.TwoFactorRememberMeScheme);
        services.AddIdentityCore<Person>(options =>
            {
                options.Password.RequiredLength = 10;
                options.Lockout.MaxFailedAccessAttempts = 5;
                options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(5);
                options.SignIn.RequireConfirmedAccount = true;
            })
            .AddEntityFrameworkStores<ProcessSalesDb>()
            .AddSignInManager()
            .AddDefaultTokenProviders();
        services.AddScoped<IUserClaimsPrincipalFactory<Person>, PersonClaims>();
        services.AddScoped<IUserConfirmation<Person>, ActivePeopleOnly>();
        services.AddScoped<ISecurityStampValidator, LeaversSignedOut>();
        services.AddScoped<Doorkeeper>();
        services.AddScoped<PasswordDoor>();
        services.AddSingleton<FailedSignIns>();
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromSeconds(30));
        services.AddAuthorization(Access.AddPolicies);
        services.AddCascadingAuthenticationState();

        var attempts = builder.Configuration.GetValue("SignIn:AttemptsPerMinute", 30);
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.GlobalLimiter = PartitionedRateLimiter.CreateChained(Api.ApiSetup.Pace(builder.Configuration), PartitionedRateLimiter.Create<HttpContext, string>(request =>
                HttpMethods.IsPost(request.Request.Method) && IsDoor(request.Request.Path)
                    ? RateLimitPartition.GetFixedWindowLimiter(
                        request.Connection.RemoteIpAddress?.ToString() ?? "unknown",
                        _ => new() { PermitLimit = attempts, Window = TimeSpan.FromMinutes(1), QueueLimit = 0 })
                    : RateLimitPartition.GetNoLimiter("")));
        });
    }

    private static bool IsDoor(PathString path) => path.StartsWithSegments("/sign-in") || path.StartsWithSegments("/setup");

    private static void SetUpCookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "processsales";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromDays(14);
        options.SlidingExpiration = true;
        options.LoginPath = "/sign-in";
        options.AccessDeniedPath = "/error";
        options.ReturnUrlParameter = "returnUrl";
        // Whoever calls the API with a key is known by it, also where a call fits no resource: a wrong content type is a 415, not a 401.
        options.ForwardDefaultSelector = context => Api.ApiKeyScheme.Speaks(context.Request) ? Api.ApiKeyScheme.Name : null;
        options.Events.OnValidatePrincipal = SecurityStampValidator.ValidatePrincipalAsync;
        options.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized);
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    // A page sends the visitor to the sign-in; an API call or a module's fetch is told the status.
    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        var request = context.Request;
        if (HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html") && !Paths.IsApi(request.Path))
            context.Response.Redirect(context.RedirectUri);
        else
            context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
