using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Elsa.Features.Abstractions;
using Elsa.Features.Services;
using Elsa.SasTokens.Contracts;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Elsa.SasTokens.Contracts
{
    /// <summary>Makes tokens that stand for a permission, to be sent in a link, and reads them again.</summary>
    public interface ITokenService
    {
        /// <summary>A token that does not expire.</summary>
        string CreateToken<T>(T payload);

        /// <summary>A token that expires after a time.</summary>
        string CreateToken<T>(T payload, TimeSpan lifetime);

        /// <summary>A token that expires at a moment.</summary>
        string CreateToken<T>(T payload, DateTimeOffset expiresAt);

        /// <summary>What the token stands for.</summary>
        /// <exception cref="CryptographicException">The token is forged, damaged, expired or of another kind.</exception>
        T DecryptToken<T>(string token);

        /// <summary>False when the token is forged, damaged, expired or of another kind.</summary>
        bool TryDecryptToken<T>(string token, [MaybeNullWhen(false)] out T payload);
    }

    /// <summary>Tokens signed and encrypted with the application's keys. Each kind has a key of its own, so that one cannot pass for another.</summary>
    public class DataProtectorTokenService(IDataProtectionProvider dataProtectionProvider) : ITokenService
    {
        private const int LongestToken = 4096;

        private sealed record Envelope(JsonElement Payload, DateTimeOffset? ExpiresAt);

        /// <summary>Tells the time by which tokens expire.</summary>
        internal TimeProvider Time { get; init; } = TimeProvider.System;

        /// <inheritdoc />
        public string CreateToken<T>(T payload) => Seal(payload, null);

        /// <inheritdoc />
        public string CreateToken<T>(T payload, TimeSpan lifetime) => Seal(payload, Time.GetUtcNow() + lifetime);

        /// <inheritdoc />
        public string CreateToken<T>(T payload, DateTimeOffset expiresAt) => Seal(payload, expiresAt);

        /// <inheritdoc />
        public T DecryptToken<T>(string token) => TryDecryptToken<T>(token, out var payload) ? payload : throw new CryptographicException("The token is not valid.");

        /// <inheritdoc />
        public bool TryDecryptToken<T>(string token, [MaybeNullWhen(false)] out T payload)
        {
            payload = default;
            if (string.IsNullOrEmpty(token) || token.Length > LongestToken)
                return false;
            try
            {
                var envelope = JsonSerializer.Deserialize<Envelope>(Protector<T>().Unprotect(token));
                if (envelope is null || envelope.ExpiresAt <= Time.GetUtcNow())
                    return false;
                payload = envelope.Payload.Deserialize<T>();
                return payload is not null;
            }
            catch (Exception e) when (e is CryptographicException or JsonException or FormatException or NotSupportedException)
            {
                return false;
            }
        }

        private string Seal<T>(T payload, DateTimeOffset? expiresAt) => Protector<T>().Protect(JsonSerializer.Serialize(new Envelope(JsonSerializer.SerializeToElement(payload), expiresAt)));

        private IDataProtector Protector<T>() => dataProtectionProvider.CreateProtector("Elsa.Tokens.v1", typeof(T).FullName!);
    }
}

namespace Elsa.SasTokens.Features
{
    /// <summary>Tokens that stand for a permission, to be sent in a link.</summary>
    public class SasTokensFeature(IModule module) : FeatureBase(module)
    {
        /// <summary>Makes the service.</summary>
        public Func<IServiceProvider, ITokenService> TokenService { get; set; } = static services =>
            new DataProtectorTokenService(services.GetRequiredService<IDataProtectionProvider>()) { Time = services.GetRequiredService<TimeProvider>() };

        /// <summary>Says where the keys are kept; nodes that share a database must share them too.</summary>
        public Action<IDataProtectionBuilder> ConfigureDataProtectionBuilder { get; set; } = static _ => { };

        /// <inheritdoc />
        public override void Apply()
        {
            ConfigureDataProtectionBuilder(Services.AddDataProtection());
            Services.TryAddSingleton(TokenService);
        }
    }
}

namespace Elsa.Extensions
{
    using Elsa.SasTokens.Features;

    public static partial class ModuleExtensions
    {
        /// <summary>Adds tokens that stand for a permission.</summary>
        public static IModule UseSasTokens(this IModule module, Action<SasTokensFeature>? configure = null) => module.Use(configure);
    }
}

namespace Elsa.Workflows.Runtime
{
    /// <summary>Stands for the permission to resume one bookmark once.</summary>
    public record BookmarkTokenPayload(string BookmarkId, string WorkflowInstanceId);

    /// <summary>Stands for the permission to publish an event to one instance.</summary>
    public record EventTokenPayload(string EventName, string WorkflowInstanceId);
}
