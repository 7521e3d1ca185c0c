using Hangfire.Logging;

namespace ProcessSales.Host.Tests.Running;

/// <summary>Hangfire's log is static: a host that has ended must not be left in it for the next test.</summary>
internal sealed class SilentJobs : ILogProvider
{
    public ILog GetLogger(string name) => new Silence();

    private sealed class Silence : ILog
    {
        public bool Log(Hangfire.Logging.LogLevel logLevel, Func<string>? messageFunc, Exception? exception = null) => false;
    }
}
