using System.Net;
using System.Net.Sockets;

namespace ProcessSales.Workflows.Notifications;

/// <summary>Which addresses a robot may have: https to a known host, or an origin that the settings name.</summary>
internal sealed class RobotAddresses(WorkflowsOptions options)
{
    /// <summary>What addresses and keys are protected for.</summary>
    public const string Purpose = "robots";

    /// <summary>What is wrong with an address; null when it may be called.</summary>
    public string? Fault(string address, RobotKind kind)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0) return "The address is not one of a webhook";
        if (options.RobotHosts.Any(allowed => allowed.Contains("://", StringComparison.Ordinal) && IsOrigin(uri, allowed))) return null;
        if (uri.Scheme != Uri.UriSchemeHttps || !uri.IsDefaultPort) return "The address must begin with https:// and have no port";
        if (!options.RobotHosts.Contains(uri.IdnHost, StringComparer.OrdinalIgnoreCase)) return "The host is not one of those that are allowed";
        return kind switch
        {
            RobotKind.WeCom => uri.AbsolutePath == "/cgi-bin/webhook/send",
            RobotKind.DingTalk => uri.AbsolutePath == "/robot/send",
            _ => uri.AbsolutePath.StartsWith("/open-apis/bot/v2/hook/", StringComparison.Ordinal),
        } ? null : "The address is not one of this kind of robot";
    }

    /// <summary>Whether the settings name the endpoint as an origin, and so take the responsibility for where it leads.</summary>
    public bool MayBePrivate(DnsEndPoint endpoint) => options.RobotHosts.Any(allowed =>
        allowed.Contains("://", StringComparison.Ordinal) && Uri.TryCreate(allowed, UriKind.Absolute, out var origin) && origin.Host == endpoint.Host && origin.Port == endpoint.Port);

    /// <summary>Whether an address belongs to nobody's own network.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address)) return false;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return !(address.IsIPv6LinkLocal || address.IsIPv6SiteLocal || address.IsIPv6UniqueLocal || address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any));
        var parts = address.GetAddressBytes();
        return !(parts[0] is 0 or 10 or 127 or >= 224
            || (parts[0] == 100 && parts[1] is >= 64 and < 128)
            || (parts[0] == 169 && parts[1] == 254)
            || (parts[0] == 172 && parts[1] is >= 16 and < 32)
            || (parts[0] == 192 && (parts[1] == 168 || (parts[1] == 0 && parts[2] == 0)))
            || (parts[0] == 198 && parts[1] is 18 or 19));
    }

    private static bool IsOrigin(Uri address, string allowed) =>
        Uri.TryCreate(allowed, UriKind.Absolute, out var origin) && address.Scheme == origin.Scheme && address.Host == origin.Host && address.Port == origin.Port;
}
