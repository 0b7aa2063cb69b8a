using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using EnerDatX.Core.Metering;

namespace EnerDatX.Node.Cli;

/// <summary>
/// An OEHU server (BlockLab), of which only <c>GET /devices[?deviceId]</c> is used. Nothing it says is believed: bounded bytes and time, no
/// redirects, no proxies.
/// </summary>
internal sealed class OehuSource : IDisposable
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;

    public OehuSource(Uri address)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, ConnectTimeout = ConnectPatience };
        _http = new HttpClient(handler) { Timeout = Patience, MaxResponseContentBufferSize = OehuFile.MaxLength };
        _http.BaseAddress = new Uri(address.AbsoluteUri.TrimEnd('/') + "/");
    }

    public void Dispose() => _http.Dispose();

    /// <summary>What the server lists: all devices, or one with its last reading.</summary>
    public async Task<(byte[]? Json, string? Refusal)> Ask(string? device, CancellationToken stop)
    {
        try
        {
            using var response = await _http.GetAsync(device is null ? "devices" : $"devices?deviceId={Uri.EscapeDataString(device)}", stop);
            return response.IsSuccessStatusCode
                ? (await response.Content.ReadAsByteArrayAsync(stop), null)
                : (null, $"{_http.BaseAddress} answered with HTTP status {(int)response.StatusCode}.");
        }
        catch (HttpRequestException failure)
        {
            return (null, failure.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded
                ? $"{_http.BaseAddress} answered more than {OehuFile.MaxLength} bytes."
                : $"{_http.BaseAddress} cannot be reached: {failure.Message}");
        }
        catch (TaskCanceledException) when (!stop.IsCancellationRequested)
        {
            return (null, $"{_http.BaseAddress} did not answer within {Patience.TotalSeconds} s.");
        }
    }
}

/// <summary>Readings of one device, as they are gathered one by one: what will be one file.</summary>
internal sealed class OehuReadings(string device)
{
    private readonly List<(OehuDevice Device, JsonElement Entry)> _readings = [];
    private long _bytes;

    public int Count => _readings.Count;

    /// <summary>Whether one more of the same size would make a file that nobody reads.</summary>
    public bool IsFull => Count > 0 && _bytes + (_bytes / Count) + (2 * Count) > OehuFile.MaxLength;

    /// <summary>Takes the device's latest reading from an answer.</summary>
    /// <param name="isNew">False when the device has not reported since the last one.</param>
    public bool TryAdd(byte[] json, out bool isNew, [NotNullWhen(true)] out OehuReading? reading, [NotNullWhen(false)] out string? refusal)
    {
        isNew = false;
        reading = null;
        if (!OehuFile.TryParse(json, out _, out _, out refusal)) // and so it is JSON within all limits
        {
            return false;
        }

        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        var latest = (root.ValueKind == JsonValueKind.Array ? root.EnumerateArray() : new[] { root }.AsEnumerable())
            .Select(entry => (Device: Read(entry), Entry: entry))
            .Where(found => found.Device?.Reading is not null && (found.Device.DeviceId ?? device) == device)
            .OrderBy(found => found.Device!.Reading!.Time.Value)
            .LastOrDefault();
        reading = latest.Device?.Reading;
        if (reading is null)
        {
            refusal = $"there is no reading of device {device}";
            return false;
        }

        isNew = Count == 0 || reading.Time.Value > _readings[^1].Device.Reading!.Time.Value;
        if (isNew)
        {
            _readings.Add((latest.Device!, latest.Entry.Clone()));
            _bytes += latest.Entry.GetRawText().Length;
        }

        return true;
    }

    /// <summary>One JSON array: the form in which a node imports several readings.</summary>
    /// <param name="meter">Which meter it is about; null where the server names none.</param>
    public byte[] ToFile(out string? meter)
    {
        meter = _readings[0].Device.DeviceId;
        return JsonSerializer.SerializeToUtf8Bytes(_readings.Select(reading => reading.Entry));
    }

    private static OehuDevice? Read(JsonElement entry) =>
        OehuFile.TryParse(JsonSerializer.SerializeToUtf8Bytes(entry), out var devices, out _, out _) ? devices[0] : null;
}
