using System.Globalization;
using System.Text.Json.Nodes;

namespace ProcessSales.Workflows.Complaints;

/// <summary>What somebody of the demo company does about a complaint.</summary>
/// <param name="Step">The step of the process whose task is answered.</param>
/// <param name="Action">The answer.</param>
/// <param name="After">How long after the registration.</param>
/// <param name="Data">What is filled in; null for nothing.</param>
internal sealed record DemoDeed(string Step, string Action, TimeSpan After, JsonObject? Data = null);

/// <summary>A complaint of the demo company (domain.md 5) with its course so far.</summary>
/// <param name="Number">1 to 7: makes a second telling find the first.</param>
/// <param name="Ago">Working days before the day of loading; 0 for so many minutes ago.</param>
/// <param name="By">Who registers it.</param>
/// <param name="Store">Code of the store.</param>
internal sealed record DemoComplaint(int Number, int Ago, string By, string Store, ComplaintType Type, string Description, IReadOnlyList<DemoDeed> Deeds)
{
    public int Minutes { get; init; }

    public string? Product { get; init; }

    /// <summary>Days before the day of loading on which it was produced; null for the batch that most stores hold.</summary>
    public int? Produced { get; init; }

    public ComplaintSource Source { get; init; } = ComplaintSource.Consumer;

    public ComplaintDemand Demand { get; init; } = ComplaintDemand.Explanation;

    public bool HealthEffect { get; init; }

    public bool Expired { get; init; }

    public decimal? Quantity { get; init; }

    public string? Reporter { get; init; }

    public string? Phone { get; init; }

    public bool SampleKept { get; init; }

    /// <summary>Why it was opened again; null when it was not.</summary>
    public string? Reopened { get; init; }

    /// <summary>The sender's own id: fixed, so that a complaint is registered once.</summary>
    public Guid ClientId => new($"c0c0c0c0-0000-4000-8000-{Number:D12}");

    /// <summary>The seven complaints.</summary>
    public static IReadOnlyList<DemoComplaint> All { get; } =
    [
        new(1, 0, "bai.xiaotang", "C01-01", ComplaintType.Expired, "冷柜里有 6 杯鲜酸奶已过期仍在架销售,顾客拿到收银台才发现", [])
        {
            Minutes = 20, Product = "2000000000107", Produced = 23, Source = ComplaintSource.OwnFinding, Expired = true, Quantity = 6,
        },
        new(2, 9, "zhou.yiheng", "C03-01", ComplaintType.Quality, "顾客食用酸奶礼盒后腹痛就医,称开封时有酸败味", [
            Replied(0.3, "已致电顾客致歉,陪同就医,说明正在调查"), new("triage", "Accept", Hours(0.4)), Contained(3, 24, "后仓隔离区", "禾岸一店、禾岸二店", "周以衡", "禾岸一店后仓冰箱"),
            Investigated(20, "同批留样复检合格;该店冷链记录显示常温存放 9 小时", "StoreKeeping", "门店保管"), Planned(26, "Compensation", "承担医药费并致歉,协助门店整改保管条件", 860m, "Transfer", "公司承担医药费 860 元;禾岸一店今后按冷藏条件保管"),
            new("review", "Approve", Hours(30)), Agreed(48, "顾客接受,当面签署和解书", cash: true), Executed(54, "已转账,回单存档"), Confirmed(72, 4, "处理及时"), Improved(100, "门店冷藏区加装温度记录仪,促销员每日抄表", "连续两周记录正常"),
        ])
        {
            Product = "2000000000091", Produced = 60, HealthEffect = true, Demand = ComplaintDemand.Compensation, Quantity = 1, Reporter = "赵女士", Phone = "13800005678", SampleKept = true,
        },
        new(3, 2, "lin.zhiyuan", "C01-02", ComplaintType.ForeignBody, "顾客在酸奶礼盒的一杯里吃出一小段头发,要求退款并说明", [
            Replied(1, "已致电顾客致歉,约定三天内答复"), new("triage", "Accept", Hours(1.5)), Contained(4, 12, "岚桥二店后仓", "岚桥二店", "林知远", "公司样品柜 3 号"),
        ])
        {
            Product = "2000000000091", Demand = ComplaintDemand.Refund, Quantity = 1, Reporter = "王先生", Phone = "13800001234", SampleKept = true,
        },
        new(4, 1, "su.xiaoman", "C02-01", ComplaintType.Quality, "同一批酸奶礼盒有两杯封口鼓起并且漏液", [Replied(1, "已致电门店,先行下架"), new("triage", "Accept", Hours(1.5))])
        {
            Product = "2000000000091", Source = ComplaintSource.Store, Demand = ComplaintDemand.Exchange, Quantity = 2,
        },
        new(5, 3, "su.xiaoman", "C02-02", ComplaintType.Logistics, "昨日送货少两箱原味苏打饼干,门店按实收签字", [
            Replied(2, "已与收货员核对签收单"), new("triage", "Accept", Hours(2.5)), Investigated(5, "装车漏装,仓库盘点多两箱", "Transport", "物流"), Planned(7, "Replenish", "随下一班车补送两箱", 0m, "None", "下一班车补送两箱苏打饼干"), Agreed(8, "门店同意补送"),
        ])
        {
            Product = "2000000000015", Source = ComplaintSource.Store, Demand = ComplaintDemand.Exchange, Quantity = 24,
        },
        new(6, 8, "ding.yihe", "C04-01", ComplaintType.Price, "海盐薯片货架价签比收银价低五角,顾客要求按价签结算", [
            Replied(2, "已请店长按价签补差"), new("triage", "Accept", Hours(2.2)), Investigated(4, "调价后价签未更换", "StoreKeeping", "门店与促销员"), Planned(5, "Apology", "当天更换价签,向顾客致歉", 0m, "None", "调价当天由促销员核对价签"), Agreed(6, "门店同意"),
            Executed(7, "价签已更换,照片存档"), Confirmed(28, 5, "店长满意"),
        ])
        {
            Product = "2000000000039", Source = ComplaintSource.Store,
        },
        new(7, 12, "luo.shuyao", "C05-01", ComplaintType.Promotion, "购满 59 元赠帆布袋的活动,顾客到服务台被告知赠品已发完", [
            Replied(2, "已致电顾客说明"), new("triage", "Accept", Hours(2.5)), Investigated(6, "赠品备货 200 个,活动第二天发完", "Undetermined", "客户经理"), Planned(8, "Exchange", "补寄帆布袋", 15m, "Goods", "补寄帆布袋一个"), Agreed(20, "顾客接受补寄"), Executed(26, "已寄出"), Confirmed(50, 3, "等待收货"),
        ])
        {
            Demand = ComplaintDemand.Exchange, Reporter = "孙女士", Phone = "13800009012", Reopened = "顾客来电:补寄的帆布袋破损",
        },
    ];

    /// <summary>F-C1 as quality completes it.</summary>
    public JsonObject Accepted(Complaint complaint, DateOnly occurred) => new()
    {
        ["source"] = Source.ToString(), ["anonymous"] = Reporter is null, ["reporterName"] = Reporter, ["type"] = Type.ToString(), ["product"] = Product, ["producedOn"] = complaint.ProducedOn?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["packLost"] = Product is not null && complaint.ProducedOn is null, ["quantity"] = Quantity, ["occurredOn"] = occurred.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ["healthEffect"] = HealthEffect,
        ["noEvidenceReason"] = complaint.NoEvidenceReason, ["sampleKept"] = SampleKept, ["samplePlace"] = SampleKept ? "公司样品柜" : null, ["demand"] = Demand.ToString(), ["severity"] = complaint.Severity.ToString(),
    };

    private static TimeSpan Hours(double hours) => TimeSpan.FromHours(hours);

    private static DemoDeed Replied(double after, string said) => new("reply", "Replied", Hours(after), new() { ["how"] = "电话", ["said"] = said });

    private static DemoDeed Contained(double after, int pulled, string place, string stores, string holder, string sample) =>
        new("contain", "Contained", Hours(after), new() { ["pulled"] = pulled, ["sealedAt"] = place, ["stores"] = stores, ["sampleHolder"] = holder, ["samplePlace"] = sample });

    private static DemoDeed Investigated(double after, string findings, string cause, string responsible) =>
        new("investigate", "Investigated", Hours(after), new() { ["findings"] = findings, ["cause"] = cause, ["responsible"] = responsible, ["recall"] = "None" });

    private static DemoDeed Planned(double after, string solution, string plan, decimal amount, string payment, string decision) =>
        new("solve", "Planned", Hours(after), new() { ["solution"] = solution, ["plan"] = plan, ["amount"] = amount, ["payment"] = payment, ["decision"] = decision });

    private static DemoDeed Agreed(double after, string agreement, bool cash = false) =>
        new("negotiate", "Agreed", Hours(after), new() { ["agreement"] = agreement, ["idSeen"] = cash, ["receiptSigned"] = cash, ["letterSigned"] = cash });

    // The day it was done on is that of the answer; whoever plays it fills it in.
    private static DemoDeed Executed(double after, string proof) => new("execute", "Executed", Hours(after), new() { ["proof"] = proof });

    private static DemoDeed Confirmed(double after, int score, string answer) => new("confirm", "Confirmed", Hours(after), new() { ["result"] = "satisfied", ["score"] = score, ["answer"] = answer });

    private static DemoDeed Improved(double after, string action, string proof) => new("improve", "Improved", Hours(after), new() { ["action"] = action, ["proof"] = proof });
}
