//! List prices, all in one place: AWS's price pages for us-east-1, without free tiers and discounts.

/// A price.
pub struct Price {
    /// What for.
    pub what: &'static str,
    /// Dollars.
    pub dollars: f64,
    /// For how much.
    pub each: &'static str,
    /// The price page.
    pub page: &'static str,
}

const fn price(what: &'static str, dollars: f64, each: &'static str, page: &'static str) -> Price {
    Price { what, dollars, each, page }
}

const LAMBDA: &str = "https://aws.amazon.com/lambda/pricing/";
const DYNAMODB: &str = "https://aws.amazon.com/dynamodb/pricing/on-demand/";
const CLOUDFRONT: &str = "https://aws.amazon.com/cloudfront/pricing/";

/// Lambda on arm64, a GB and second.
pub const ARM_SECOND: Price = price("Lambda, arm64", 0.000_013_333_4, "GB-second", LAMBDA);
/// Lambda on x86_64.
pub const X86_SECOND: Price = price("Lambda, x86_64", 0.000_016_666_7, "GB-second", LAMBDA);
/// Invocations.
pub const INVOCATIONS: Price = price("Lambda, invocations", 0.20, "million", LAMBDA);
/// Requests to an HTTP API.
pub const GATEWAY: Price =
    price("API Gateway, HTTP API", 1.00, "million requests", "https://aws.amazon.com/api-gateway/pricing/");
/// Read units.
pub const READS: Price = price("DynamoDB on demand, reads", 0.125, "million read units", DYNAMODB);
/// Write units.
pub const WRITES: Price = price("DynamoDB on demand, writes", 0.625, "million write units", DYNAMODB);
/// The table at rest.
pub const STORAGE: Price = price("DynamoDB, storage", 0.25, "GB-month", DYNAMODB);
/// Its backups, which reach back to any point in time.
pub const BACKUP: Price = price("DynamoDB, point-in-time recovery", 0.20, "GB-month", DYNAMODB);
/// Logs taken in.
pub const LOGS: Price = price("CloudWatch, logs taken in", 0.50, "GB", "https://aws.amazon.com/cloudwatch/pricing/");
/// A secret.
pub const SECRET: Price =
    price("Secrets Manager", 0.40, "secret-month", "https://aws.amazon.com/secrets-manager/pricing/");
/// Requests to the CDN.
pub const EDGE_REQUESTS: Price = price("CloudFront, HTTPS requests", 1.00, "million", CLOUDFRONT);
/// What the CDN sends.
pub const EDGE_BYTES: Price = price("CloudFront, sent to viewers", 0.085, "GB", CLOUDFRONT);
/// What the gateway sends without a CDN.
pub const BYTES: Price =
    price("Sent to the Internet", 0.09, "GB", "https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer");

/// All of them.
pub const ALL: [&Price; 13] = [
    &ARM_SECOND,
    &X86_SECOND,
    &INVOCATIONS,
    &GATEWAY,
    &READS,
    &WRITES,
    &STORAGE,
    &BACKUP,
    &LOGS,
    &SECRET,
    &EDGE_REQUESTS,
    &EDGE_BYTES,
    &BYTES,
];
