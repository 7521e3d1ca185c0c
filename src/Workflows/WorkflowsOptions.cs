namespace ProcessSales.Workflows;

/// <summary>How the business is set up.</summary>
public sealed record WorkflowsOptions
{
    /// <summary>Where files lie: attachments, mails without a mail server.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>A SQLite or PostgreSQL connection string; the former names a <c>Data Source</c>.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The folder with one folder a process.</summary>
    public required string WorkflowsDirectory { get; init; }

    /// <summary>The folder with the demo company's files; null outside demo mode.</summary>
    public string? DemoDirectory { get; init; }

    /// <summary>The address that links in messages begin with.</summary>
    public required Uri PublicUrl { get; init; }

    /// <summary>The mail server; null writes mails as files.</summary>
    public SmtpOptions? Smtp { get; init; }

    /// <summary>When digests go out, company zone.</summary>
    public IReadOnlyList<TimeOnly> DigestTimes { get; init; } = [new(8, 0), new(18, 0)];

    /// <summary>When nothing but severity A is sent to whoever chose no hours of his own, company zone; both alike for never (domain.md 4.3).</summary>
    public (TimeOnly From, TimeOnly Until) QuietHours { get; init; } = (new(20, 0), new(8, 0));

    /// <summary>Where robots may live: host names, spoken to by https only, or whole origins such as <c>http://127.0.0.1:5000</c>.</summary>
    public IReadOnlyList<string> RobotHosts { get; init; } = ["qyapi.weixin.qq.com", "oapi.dingtalk.com", "open.feishu.cn"];

    /// <summary>How long a robot's server may take.</summary>
    public TimeSpan RobotPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer can be undone before the engine hears of it; none hands it over at once.</summary>
    public TimeSpan UndoWindow { get; init; }

    /// <summary>How long there is time for open issues, and what happens as it runs out.</summary>
    public Issues.IssueOptions Issues { get; init; } = new();

    /// <summary>How long what the engine knows of a finished instance is kept; null for good.</summary>
    public TimeSpan? KeepFinished { get; init; }

    /// <summary>Whether the closed tasks of such instances go with them; the audit stays either way.</summary>
    public bool RemoveTasksOfFinished { get; init; }

    /// <summary>When weekly plans are made.</summary>
    public Plans.PlanOptions Plans { get; init; } = new();

    /// <summary>Whether a SQLite file is used although its write-ahead log is missing; what the log held is lost then.</summary>
    public bool AcceptLostLog { get; init; }

    /// <summary>Whether the connection string is one of PostgreSQL.</summary>
    public bool UsesPostgreSql => ConnectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase) || ConnectionString.Contains("Server=", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A mail server.</summary>
/// <param name="Host">Name or address.</param>
/// <param name="Port">Its port; 465 speaks TLS from the start, others upgrade when the server offers it.</param>
/// <param name="User">Null to send without signing in.</param>
/// <param name="Password">Never logged.</param>
/// <param name="From">The sender's address.</param>
public sealed record SmtpOptions(string Host, int Port, string? User, string? Password, string From);
