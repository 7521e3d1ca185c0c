namespace ProcessSales.Workflows.Customers;

/// <summary>How far the business with a customer has come.</summary>
public enum CustomerStatus
{
    /// <summary>洽谈</summary>
    Negotiating,

    /// <summary>合作</summary>
    Active,

    /// <summary>暂停</summary>
    Paused,

    /// <summary>终止</summary>
    Ended,
}

/// <summary>How goods become the chain's.</summary>
public enum SettlementType
{
    /// <summary>经销: bought outright.</summary>
    BuyOut,

    /// <summary>代销: ours until they are sold.</summary>
    Consignment,

    /// <summary>联营: we run the counter.</summary>
    Concession,
}

/// <summary>What reminders of a chain's items count from 催收基准 (domain.md 3.2); ageing and interest count from the contractual due date whatever it is.</summary>
public enum ReminderBase
{
    /// <summary>到期日: the contractual due date and the days of grace.</summary>
    DueDate,

    /// <summary>预计付款日: the day on which it pays, where that is later. A chain that always pays on the 25th is not chased on the 1st.</summary>
    ExpectedPay,
}

/// <summary>How the chain hands out its statement.</summary>
public enum StatementMethod
{
    /// <summary>系统下载</summary>
    Download,

    /// <summary>邮件</summary>
    Mail,

    /// <summary>上门</summary>
    OnSite,
}

/// <summary>Size of an enterprise in the sense of State Council Order 802: a large one that owes a small one pays within fixed terms.</summary>
public enum EnterpriseSize
{
    /// <summary>大型企业</summary>
    Large,

    /// <summary>中小企业</summary>
    Sme,
}

/// <summary>A chain, which is also the payer (form F-M1, domain.md 2.1).</summary>
public sealed class Customer
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Unique code, such as C01.</summary>
    public string Code { get; set; } = "";

    /// <summary>Chinese name.</summary>
    public string Name { get; set; } = "";

    /// <summary>English name.</summary>
    public string NameEn { get; set; } = "";

    /// <summary>hypermarket, supermarket, cvs, club or department.</summary>
    public string Type { get; set; } = "";

    /// <summary>The KA manager.</summary>
    public Guid OwnerId { get; set; }

    /// <summary>The area it belongs to.</summary>
    public Guid AreaId { get; set; }

    /// <summary>A, B or C.</summary>
    public string Class { get; set; } = "";

    /// <summary>State of the business.</summary>
    public CustomerStatus Status { get; set; }

    /// <summary>Credit limit, CNY.</summary>
    public decimal CreditLimit { get; set; }

    /// <summary>Term formula, such as EOM+60 (domain.md 2.6).</summary>
    public string PaymentTerm { get; set; } = "";

    /// <summary>Days of the month on which invoices are taken 收票日, such as <c>1-5,15-17</c>; empty for any.</summary>
    public string InvoiceWindows { get; set; } = "";

    /// <summary>Days of the month on which they pay 结款日; empty for any.</summary>
    public string PayDays { get; set; } = "";

    /// <summary>What reminders count from; holds for everything that is open.</summary>
    public ReminderBase ReminderBase { get; set; }

    /// <summary>Why deliveries are on credit hold; null when they are not.</summary>
    public string? CreditHold { get; set; }

    /// <summary>高风险: the hold is one of a chain in trouble, whose new orders wait unless they are prepaid. Set and lifted at the credit desk only.</summary>
    public bool HighRisk { get; set; }

    /// <summary>Who set the hold; null for an import or when there is none.</summary>
    public Guid? CreditHoldById { get; set; }

    /// <summary>First day of the hold.</summary>
    public DateOnly? CreditHoldSince { get; set; }

    /// <summary>Last day of the hold; null until it is lifted.</summary>
    public DateOnly? CreditHoldUntil { get; set; }

    /// <summary>统一社会信用代码: 18 characters with a check character; empty when unknown.</summary>
    public string TaxNumber { get; set; } = "";

    /// <summary>开票抬头</summary>
    public string InvoiceTitle { get; set; } = "";

    /// <summary>Address and telephone on invoices.</summary>
    public string InvoiceAddress { get; set; } = "";

    /// <summary>Bank and account on invoices.</summary>
    public string Bank { get; set; } = "";

    /// <summary>The assistant who looks after it besides the owner; null for none.</summary>
    public Guid? AssistantId { get; set; }

    /// <summary>How it hands out statements.</summary>
    public StatementMethod StatementMethod { get; set; }

    /// <summary>How goods become its own.</summary>
    public SettlementType SettlementType { get; set; }

    /// <summary>VAT: 0.13 is 13 %.</summary>
    public decimal VatRate { get; set; } = 0.13m;

    /// <summary>Its own size.</summary>
    public EnterpriseSize Size { get; set; }

    /// <summary>Size of our company that is its contract partner.</summary>
    public EnterpriseSize OurSize { get; set; } = EnterpriseSize.Sme;

    /// <summary>When somebody last said that the card is right, company zone; null for never.</summary>
    public DateOnly? VerifiedOn { get; set; }

    /// <summary>Grows with every change made in a page.</summary>
    public int Version { get; set; }
}

/// <summary>How goods reach a store.</summary>
public enum DeliveryMode
{
    /// <summary>直送</summary>
    Direct,

    /// <summary>Through the chain's distribution centre.</summary>
    Dc,
}

/// <summary>A store of a chain (form F-M2, domain.md 2.1).</summary>
public sealed class Store
{
    /// <summary>Identity.</summary>
    public Guid Id { get; set; }

    /// <summary>Unique code.</summary>
    public string Code { get; set; } = "";

    /// <summary>Name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Address.</summary>
    public string Address { get; set; } = "";

    /// <summary>The chain.</summary>
    public Guid CustomerId { get; set; }

    /// <summary>The KA manager who looks after it; may differ from the chain's.</summary>
    public Guid OwnerId { get; set; }

    /// <summary>A, B or C.</summary>
    public string Class { get; set; } = "";

    /// <summary>Degrees north.</summary>
    public double Latitude { get; set; }

    /// <summary>Degrees east.</summary>
    public double Longitude { get; set; }

    /// <summary>Visits as the route plans them, such as <c>2/week</c>.</summary>
    public string VisitFrequency { get; set; } = "";

    /// <summary>Day of the week on which it orders; empty when unknown.</summary>
    public string OrderDay { get; set; } = "";

    /// <summary>Days from order to delivery.</summary>
    public int LeadTimeDays { get; set; }

    /// <summary>False once it closed.</summary>
    public bool Active { get; set; } = true;

    /// <summary>The chain's own number of it; empty when unknown.</summary>
    public string RetailerNumber { get; set; } = "";

    /// <summary>Fence for check-ins, metres; 500 in malls.</summary>
    public int GeofenceRadius { get; set; } = Visits.Position.DefaultFence;

    /// <summary>Sales area, square metres; null when unknown.</summary>
    public int? SalesArea { get; set; }

    /// <summary>Number of checkouts; null when unknown.</summary>
    public int? Checkouts { get; set; }

    /// <summary>How goods come.</summary>
    public DeliveryMode DeliveryMode { get; set; }

    /// <summary>Days of the week on which goods come, such as <c>Tue,Fri</c>; empty when unknown.</summary>
    public string DeliveryDay { get; set; } = "";

    /// <summary>收货时间, such as <c>08:00-11:00</c>; empty when unknown.</summary>
    public string ReceivingHours { get; set; } = "";

    /// <summary>Second displays that the contract grants 二次陈列; empty for none.</summary>
    public string SecondDisplay { get; set; } = "";

    /// <summary>When it opened; null when unknown.</summary>
    public DateOnly? OpenedOn { get; set; }

    /// <summary>When somebody last said that the card is right, company zone; null for never.</summary>
    public DateOnly? VerifiedOn { get; set; }

    /// <summary>Grows with every change made in a page.</summary>
    public int Version { get; set; }
}

/// <summary>A promoter who works in a store (PCC).</summary>
public sealed class StorePromoter
{
    /// <summary>The store.</summary>
    public Guid StoreId { get; set; }

    /// <summary>The promoter.</summary>
    public Guid PersonId { get; set; }
}
