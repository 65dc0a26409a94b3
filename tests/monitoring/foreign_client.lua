-- A foreign data logger: uploads with lua-HJ212's own classes and reads the answers with its own parser.
local port, count = tonumber(arg[1]), tonumber(arg[2])
local clock = require 'hj212.utils.time'
local ticks = os.time() * 1000
clock.now = function() ticks = ticks + 1; return ticks end -- its own gives seconds where milliseconds are meant
local packet = require 'hj212.packet'
local tag = require 'hj212.params.tag'
local socket = require 'socket'

local line = assert(socket.connect('127.0.0.1', port))
line:settimeout(10)
local rest, answered = '', 0
for number = 1, count do
	for _, name in ipairs({'rdata_start', 'min_data', 'hour_data', 'day_data'}) do
		local at = os.time() - number * 3600
		local field = name == 'rdata_start' and 'Rtd' or 'Avg'
		local one = tag:new('a21026', {[field] = number + 0.5, Flag = 'N'}, at)
		local request = require('hj212.request.' .. name):new(true, {one})
		local made = request:encode(function(cmd, need_ack, params)
			return packet:new(1, 31, cmd, '123456', arg[3], need_ack, params)
		end)
		local raw = made:encode()
		line:send(type(raw) == 'table' and table.concat(raw) or raw)
		local reply
		repeat
			local byte = assert(line:receive(1))
			rest = rest .. byte
			if byte == '\n' then
				reply, rest = packet.static.parse(rest)
				rest = rest or ''
			end
		until reply
		assert(reply:command() == 9014, 'no 9014')
		assert(reply:session() == made:session(), 'another QN')
		answered = answered + 1
	end
end
print(answered)
